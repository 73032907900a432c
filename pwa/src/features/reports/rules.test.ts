// Rules of month prints: months over a year's end, whose units, what runs, order.
import { expect, test } from 'vitest';
import { isRunning, monthsUpTo, newestFirst, printable } from './rules';

const unit = (id: string, kind: string) => ({ id, kind, code: id });

test('thirteen months go back over the end of a year', () => {
  const months = monthsUpTo('2026-02-03');
  expect(months.slice(0, 3)).toEqual(['2026-02', '2026-01', '2025-12']);
  expect(months.at(-1)).toBe('2025-02');
  expect(months).toHaveLength(13);
});

test('the company comes before its branches, and teams are left out', () => {
  const units = [
    unit('t', 'team'),
    unit('b2', 'branch'),
    unit('hq', 'group'),
    unit('b1', 'branch'),
  ];
  expect(printable(units, ['t', 'b1', 'b2', 'hq']).map(({ id }) => id)).toEqual(['hq', 'b1', 'b2']);
});

test('who has a team alone prints for his team', () => {
  expect(printable([unit('t', 'team'), unit('b', 'branch')], ['t']).map(({ id }) => id)).toEqual([
    't',
  ]);
});

test('a unit that is not his is not offered', () => {
  expect(printable([unit('b', 'branch')], [])).toEqual([]);
});

test('what waits or is being made runs, and nothing else', () => {
  expect(
    (['waiting', 'working', 'done', 'failed', 'cancelled'] as const).filter(isRunning),
  ).toEqual(['waiting', 'working']);
});

test('the newest comes first', () => {
  const rows = ['2026-01-01', '2026-03-01', '2026-02-01'].map((ordered_at) => ({ ordered_at }));
  expect(newestFirst(rows).map(({ ordered_at }) => ordered_at.slice(5, 7))).toEqual([
    '03',
    '02',
    '01',
  ]);
});

// The board: what is open by stage, unit and item, and what a period brought.
import { expect, it } from 'vitest';
import { daysOf, funnelOf, itemLines, type Period, periodOf, tilesOf, unitLines } from './board';
import { anOrder } from './testing';

const NOON = Date.parse('2026-11-23T04:00:00Z');
const ORDERS = [
  anOrder({ id: 'today' }),
  anOrder({ id: 'late', unit_id: 'u2', feedback_due_at: '2026-11-20T16:00:00Z' }),
  anOrder({ id: 'draft', state: 'draft', feedback_due_at: null }),
  anOrder({ id: 'review', state: 'feedback' }),
  anOrder({ id: 'returned', state: 'returned', escalates_at: '2026-11-24T16:00:00Z' }),
  anOrder({ id: 'closed', state: 'closed' }),
];
const branchOf = (id: string) => ({ id: id === 'u3' ? 'b2' : 'b1', name: id });
const count = (unit_id: string, colour: 'green' | 'blue', state: string, n: number) => ({
  ...{ unit_id, colour, state, count: n },
});

it('counts what somebody should act on', () => {
  const tiles = tilesOf(ORDERS, NOON).map(({ stage, count: n }) => [stage, n]);
  expect(tiles).toEqual([
    ['overdue', 1],
    ['today', 1],
    ['draft', 1],
    ['reviewing', 1],
    ['open', 5],
  ]);
});

it('counts what is open by stage, with bars of the longest', () => {
  const lines = funnelOf(ORDERS).map(({ stage, count: n, permille }) => [stage, n, permille]);
  expect(lines).toEqual([
    ['draft', 1, 333],
    ['issued', 0, 0],
    ['delivered', 0, 0],
    ['rectifying', 3, 1000],
    ['reviewing', 1, 333],
  ]);
  expect(funnelOf([]).map(({ permille }) => permille)).toEqual([0, 0, 0, 0, 0]);
});

it('leaves out what was never sent, and rounds the closing rate down', () => {
  const line = periodOf([
    count('u1', 'green', 'closed', 2),
    count('u1', 'blue', 'escalated', 1),
    count('u1', 'blue', 'withdrawn', 5),
    count('u1', 'blue', 'draft', 5),
  ]);
  expect(line).toEqual({ green: 2, blue: 1, orange: 0, sent: 3, closed: 2, rate: 66 });
  expect(periodOf([]).rate).toBe(null);
});

it('puts the units under their branches, the most overdue first', () => {
  const counts = [count('u3', 'blue', 'closed', 1), count('u2', 'green', 'closed', 4)];
  const lines = unitLines(ORDERS, counts, { branchOf, now: NOON });
  expect(lines.map(({ id, open, overdue, today }) => [id, open, overdue, today])).toEqual([
    ['b1', 5, 1, 1],
    ['b2', 0, 0, 0],
  ]);
  expect(lines.map(({ period }) => period?.sent)).toEqual([4, 1]);
  expect(unitLines(ORDERS, null, { branchOf, now: NOON })[0]?.period).toBe(null);
});

it('draws the items by the most frequent one', () => {
  const items = [4, 1].map((n) => ({ item_code: `${n}`, text: '', count: n }));
  expect(itemLines(items).map(({ permille }) => permille)).toEqual([1000, 250]);
  expect(itemLines([])).toEqual([]);
});

it.each<[Period, string, string]>([
  ['month', '2026-11-01', '2026-11-23'],
  ['before', '2026-10-01', '2026-10-31'],
  ['quarter', '2026-10-01', '2026-11-23'],
  ['year', '2026-01-01', '2026-11-23'],
])('knows the days of %s', (period, since, until) => {
  expect(daysOf(period, NOON)).toEqual({ since, until });
});

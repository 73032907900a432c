// Delegations: which hold today, in which order they stand, over what they are given.
import { expect, it } from 'vitest';
import { inOrder, standingOf, topOf } from './delegations';

const aLine = (starts_on: string, ends_on: string, revoked_at: string | null = null) => ({
  ...{ starts_on, ends_on, revoked_at },
});

it.each([
  ['2026-11-19', 'later'],
  ['2026-11-20', 'now'],
  ['2026-11-25', 'now'],
  ['2026-11-26', 'ended'],
] as const)('counts both its days: on %s it is %s', (today, standing) => {
  expect(standingOf(aLine('2026-11-20', '2026-11-25'), today)).toBe(standing);
});

it('holds no longer once it is taken back', () => {
  const line = aLine('2026-11-20', '2026-11-25', '2026-11-21T00:00:00Z');
  expect(standingOf(line, '2026-11-22')).toBe('revoked');
});

it('puts what holds first, and what ends soonest', () => {
  const today = '2026-11-22';
  const lines = [
    aLine('2026-11-01', '2026-11-10'),
    aLine('2026-12-01', '2026-12-10'),
    aLine('2026-11-01', '2026-12-31'),
    aLine('2026-11-01', '2026-11-30'),
  ];
  expect(inOrder(lines, today).map(({ ends_on }) => ends_on)).toEqual([
    ...['2026-11-30', '2026-12-31', '2026-12-10', '2026-11-10'],
  ]);
});

it('lends over the highest unit that the head has', () => {
  const units = [
    { id: 'team', parent_id: 'branch' },
    { id: 'branch', parent_id: 'hq' },
    { id: 'hq', parent_id: null },
  ];
  expect(topOf(units, ['team', 'branch', 'hq'])).toBe('hq');
  expect(topOf(units, ['team', 'branch'])).toBe('branch');
  expect(topOf(units, [])).toBeUndefined();
});

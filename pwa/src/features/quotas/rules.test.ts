// Quotas: the shared vectors, and pace by hand.
import vectors from '@wire/quota_required.json';
import { expect, it } from 'vitest';
import {
  boardLine,
  daysLeft,
  forecast,
  gapOf,
  isCurrent,
  kindsFor,
  paceOf,
  type QuotaLine,
  required,
  sorted,
  spanOf,
  totalOf,
} from './rules';

it.each(vectors)('requires $required of $base at $ratio_ppm ppm', (vector) => {
  expect(required(vector.base, vector.ratio_ppm)).toBe(vector.required);
});

const aQuota = (change: Partial<QuotaLine> = {}): QuotaLine => ({
  ...{ id: 'q', kind: 'team_self', unit_id: 'u', unit_name: '一班', period: '2026-11' },
  ...{ base: 980, ratio_ppm: 30_000, required: 30, done: 20, clause: 'W1-12(1)a' },
  ...change,
});

it('has no gap where more was done than required', () => {
  expect(gapOf({ required: 6, done: 8 })).toBe(0);
  expect(gapOf({ required: 6, done: 5 })).toBe(1);
});

it.each([
  ['2026-11', '2026-11-01', { days: 30, passed: 1 }],
  ['2026-11', '2026-11-30', { days: 30, passed: 30 }],
  ['2026-02', '2026-02-10', { days: 28, passed: 10 }],
  ['2026-12', '2027-01-03', { days: 31, passed: 31 }],
  ['2026-12', '2026-11-30', { days: 31, passed: 0 }],
  ['2026', '2026-03-01', { days: 365, passed: 60 }],
  ['2028', '2028-12-31', { days: 366, passed: 366 }],
])('spans %s on %s', (period, today, span) => {
  expect(spanOf(period, today)).toEqual(span);
});

it.each([
  ['2026-11', '2026-11-30', 1],
  ['2026-11', '2026-11-01', 30],
  ['2026-11', '2026-12-01', 0],
  ['2026', '2026-12-30', 2],
])('leaves days in %s on %s', (period, today, left) => {
  expect(daysLeft(period, today)).toBe(left);
});

it('forecasts by the pace so far, rounded down, never below what is done', () => {
  expect(forecast(10, { days: 30, passed: 15 })).toBe(20);
  expect(forecast(7, { days: 30, passed: 23 })).toBe(9);
  expect(forecast(5, { days: 30, passed: 0 })).toBe(5);
});

it.each([
  ['none', { required: 0, done: 0 }],
  ['none', { required: 0, done: 3 }],
  ['met', { required: 6, done: 6 }],
  ['ahead', { required: 6, done: 3 }],
  ['behind', { required: 7, done: 3 }],
] as const)('is %s for %o at half of the month', (pace, quota) => {
  expect(paceOf(quota, { days: 30, passed: 15 })).toBe(pace);
});

it('takes only the current month and the current year', () => {
  expect(isCurrent({ period: '2026-11' }, '2026-11-23')).toBe(true);
  expect(isCurrent({ period: '2026' }, '2026-11-23')).toBe(true);
  expect(isCurrent({ period: '2026-10' }, '2026-11-23')).toBe(false);
});

it('sorts by gap, and by name where gaps are equal', () => {
  const lines = [
    aQuota({ unit_name: '乙班', done: 30 }),
    aQuota({ unit_name: '丙班', done: 10 }),
    aQuota({ unit_name: '甲班', done: 10 }),
  ].map((quota) => boardLine(quota, '2026-11-15'));
  const names = sorted(lines, { key: 'gap', down: true }).map(({ unit_name }) => unit_name);
  expect(names).toEqual(['丙班', '甲班', '乙班']);
});

it('adds up gaps unit by unit', () => {
  const lines = [aQuota({ done: 40 }), aQuota({ done: 10 })].map((quota) =>
    boardLine(quota, '2026-11-30'),
  );
  expect(totalOf(lines)).toEqual({ required: 60, done: 50, gap: 20, behind: 1 });
});

it('puts the quota that one fills oneself first', () => {
  expect(kindsFor(['quota.read', 'visit.company'])[0]).toBe('branch_spot');
  expect(kindsFor(['visit.hq']).slice(0, 2)).toEqual(['hq_division', 'hq_unit']);
  expect(kindsFor([])).toHaveLength(4);
});

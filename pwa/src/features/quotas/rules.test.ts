// Quotas: the shared vectors, and the phone's own lists by hand.

import paces from '@wire/quota_pace.json';
import vectors from '@wire/quota_required.json';
import { expect, it } from 'vitest';
import {
  boardLine,
  isCurrent,
  kindsFor,
  type QuotaLine,
  rateOf,
  required,
  sorted,
  stand,
  totalOf,
} from './rules';

it.each(vectors)('requires $required of $base at $ratio_ppm ppm', (vector) => {
  expect(required(vector.base, vector.ratio_ppm)).toBe(vector.required);
});

it.each(paces)('stands as the server says: $name', ({ today, is_known, standing, ...quota }) => {
  expect(stand({ ...quota, known: is_known }, today)).toEqual(standing);
});

const aQuota = (change: Partial<QuotaLine> = {}): QuotaLine => ({
  ...{ id: 'q', kind: 'team_self', unit_id: 'u', unit_name: '一班', period: '2026-11' },
  ...{ starts_on: '2026-11-01', ends_on: '2026-11-30', workdays: '0111110'.repeat(4) },
  ...{ base: 980, stands_in: '', ratio_ppm: 30_000, required: 30, done: 20 },
  ...{ clause: 'W1-12(1)a', policy_on: null, corrected_on: null, is_ranked: true },
  ...change,
});

it.each([
  [{ base: null, required: 0 }, 'unknown'],
  [{ base: 0, required: 0, done: 0 }, 'none'],
  [{ base: null, ratio_ppm: null, required: 2, done: 2 }, 'met'],
] as const)('knows no services from services not known yet: %o is %s', (change, verdict) => {
  expect(boardLine(aQuota(change), '2026-11-15').verdict).toBe(verdict);
});

it.each([
  ['2026-11', '2026-11-23', true],
  ['2026', '2026-11-23', true],
  ['2026-Q4', '2026-11-23', true],
  ['2026-Q1', '2026-03-31', true],
  ['2026-Q3', '2026-11-23', false],
  ['2026-10', '2026-11-23', false],
])('takes %s as current on %s: %s', (period, today, current) => {
  expect(isCurrent({ period }, today)).toBe(current);
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

it('adds up gaps unit by unit, without those that only refer to the regulation', () => {
  const lines = [{ done: 40 }, { done: 10 }, { done: 0, is_ranked: false }].map((change) =>
    boardLine(aQuota(change), '2026-11-30'),
  );
  expect(totalOf(lines)).toEqual({ required: 60, done: 50, gap: 20, behind: 1 });
});

it('puts the quota that one fills oneself first', () => {
  expect(kindsFor(['quota.read', 'visit.company'])[0]).toBe('branch_spot');
  expect(kindsFor(['visit.hq']).slice(0, 2)).toEqual(['hq_division', 'hq_unit']);
  expect(kindsFor([])).toHaveLength(9);
});

it('tells a rate with one decimal', () => {
  expect([0, 7, 10, 165].map(rateOf)).toEqual(['0.0', '0.7', '1.0', '16.5']);
});

// Draws: what the form means, what is wrong on it, and what the page shows of a draw.
import { expect, it } from 'vitest';
import type { DrawDetail, Pick } from './draws';
import {
  emptyWanted,
  faultsOf,
  isOpen,
  kindOf,
  leftOutOf,
  monthsBefore,
  planOf,
  ppmOf,
  stepsOf,
} from './draws';

const wanted = { ...emptyWanted('hq', '2026-04'), title: '四月' };

it('reads per cent as millionths, without a float', () => {
  expect(['3', '0.003', '100', '12.5', '0.29'].map(ppmOf)).toEqual([
    30000, 30, 1000000, 125000, 2900,
  ]);
  expect(['', '-1', '3%', '1e2', '0.00003'].map(ppmOf).every(Number.isNaN)).toBe(true);
});

it('makes a stratified draw a simple one within strata, and the other way round', () => {
  const plan = planOf(wanted);
  expect([plan.method, plan.by, plan.ppm, plan.count, plan.minimum]).toEqual([
    ...['simple', ['kind'], 30000, null, 1],
  ]);
  expect(kindOf(plan)).toBe('stratified');
  expect(kindOf(planOf({ ...wanted, kind: 'simple' }))).toBe('simple');
});

it('sends only what the source and the kind have', () => {
  const sites = planOf({
    ...wanted,
    source: 'sites',
    kind: 'pps',
    visited_days: '30',
    measure: 'count',
  });
  expect([
    sites.periods,
    sites.by,
    sites.minimum,
    sites.size_by,
    sites.visited_days,
    sites.count,
  ]).toEqual([...[[], [], 0, 'services', 30, 3]]);
  expect(planOf({ ...wanted, visited_days: '30' }).visited_days).toBe(0);
});

it.each([
  ['title', { title: ' ' }],
  ['amount', { amount: '0' }],
  ['amount', { amount: '101' }],
  ['amount', { amount: '1.5', measure: 'count' as const }],
  ['by', { by: [] }],
  ['minimum', { minimum: '-1' }],
  ['reserve', { reserve: '101' }],
  ['drawn_days', { drawn_days: 'x' }],
])('names the field %s that is wrong', (name, change) => {
  expect(faultsOf(wanted)).toEqual([]);
  expect(faultsOf({ ...wanted, ...change })).toEqual([name]);
});

it('goes back thirteen months over the end of a year', () => {
  const months = monthsBefore('2026-02-03');
  expect([months[0], months[2], months.length]).toEqual(['2026-02', '2025-12', 13]);
});

it('shows each step with its own hash, and none before it has happened', () => {
  const draw = {
    ...{ begun_at: 'a', beginner_name: 'A', commitment: 'c', frozen_at: 'b', freezer_name: 'B' },
    ...{ population_hash: 'p', drawn_at: null, drawer_name: null, seed: null, picks_hash: null },
  } as unknown as DrawDetail;
  expect(stepsOf(draw).map(({ at, hashes }) => [at, hashes.map(({ value }) => value)])).toEqual([
    ...[
      ['a', ['c']],
      ['b', ['p']],
      [null, []],
    ],
  ]);
});

it('leaves a reserve alone that stands in for nobody', () => {
  const pick = (changes: Partial<Pick>) =>
    isOpen({ is_reserve: false, for_position: null, state: 'drawn', ...changes } as Pick);
  expect(pick({})).toBe(true);
  expect(pick({ state: 'replaced' })).toBe(false);
  expect(pick({ is_reserve: true })).toBe(false);
  expect(pick({ is_reserve: true, for_position: 3, state: 'unreachable' })).toBe(true);
});

it('adds up who is left out by the rule', () => {
  const strata = [
    { rule: '', size: 5 },
    { rule: 'drawn', size: 2 },
    { rule: 'drawn', size: 3 },
  ] as DrawDetail['strata'];
  expect(leftOutOf({ strata })).toEqual([{ rule: 'drawn', size: 5 }]);
});

// Populations: which units and months the table has, and which numbers it takes.
import { expect, it } from 'vitest';
import {
  byCell,
  countIn,
  monthBlock,
  monthsOf,
  type Population,
  unitsFor,
  yearsUpTo,
} from './populationRules';

const unit = (id: string, kind: string, is_closed = false) => ({
  ...{ id, code: id, name: id, kind, is_closed },
});
const population = (unit_id: string, kind: string): Population => ({
  ...{ unit_id, kind, period: '2026-05', size: 7, source: 'file', has_records: true },
  ...{ import_id: 'i', set_at: null, set_by: '', reason: '' },
});
const units = [
  unit('t2', 'team'),
  unit('b1', 'branch'),
  unit('t1', 'team'),
  unit('t3', 'team', true),
  unit('s1', 'subsidiary'),
  unit('hl', 'department'),
];
const ids = (kind: Parameters<typeof unitsFor>[1], found: Population[] = []) =>
  unitsFor(units, kind, found).map(({ id }) => id);

it('has teams for services and branches for customers, by their codes', () => {
  expect(ids('services')).toEqual(['t1', 't2']);
  expect(ids('customers')).toEqual(['b1', 's1']);
});

it('keeps a closed unit that has a number, and of cases only units that have any', () => {
  expect(ids('services', [population('t3', 'services')])).toEqual(['t1', 't2', 't3']);
  expect(ids('cases_web')).toEqual([]);
  expect(ids('cases_web', [population('hl', 'cases_web'), population('t1', 'cases_app')])).toEqual([
    'hl',
  ]);
});

it('finds a number by unit and month within its kind', () => {
  const cells = byCell([population('t1', 'services'), population('b1', 'customers')], 'services');
  expect([...cells.keys()]).toEqual(['t1/2026-05']);
});

it('takes no number for a month to come, nor customers before the month is over', () => {
  const today = '2026-05-31';
  expect(monthBlock('services', '2026-05', today)).toBe(null);
  expect(monthBlock('services', '2026-06', today)).toBe('future');
  expect(monthBlock('customers', '2026-05', today)).toBe('notEnded');
  expect(monthBlock('customers', '2026-04', today)).toBe(null);
});

it('reads whole numbers as people write them', () => {
  expect(['0', ' 33,334 ', '1，234'].map(countIn)).toEqual([0, 33_334, 1234]);
  expect(['', '-1', '1.5', '1e3', '三', '=1'].map(countIn)).toEqual(Array(6).fill(null));
});

it('has twelve months and three years', () => {
  expect(monthsOf('2026')).toHaveLength(12);
  expect(monthsOf('2026')[8]).toBe('2026-09');
  expect(yearsUpTo('2026-01-02')).toEqual(['2026', '2025', '2024']);
});

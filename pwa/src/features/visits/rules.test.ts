// Visits: the rules give what the golden vectors say, which the server's tests read too.

import colours from '@wire/colour.json';
import requirements from '@wire/requirements.json';
import scores from '@wire/scoring.json';
import { describe, expect, it } from 'vitest';
import {
  type Answers,
  colourOf,
  type Given,
  mayAskVoid,
  mayJudgeVoid,
  missingOf,
  needsSignature,
  orderOf,
  type RuleItem,
  rectifyDays,
  repeatedItems,
  scoreTenths,
  scoreWords,
  temporaryNumber,
} from './rules';

const items = (found: unknown): RuleItem[] => found as RuleItem[];
const answers = (found: unknown): Answers => found as Answers;

describe('score', () => {
  it.each(scores.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    expect(scoreTenths(items(each.items), answers(each.answers))).toBe(each.score_tenths);
  });
});

describe('requirements', () => {
  it.each(requirements.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const [item] = items([each.item]);
    if (!item) throw new Error('a case without an item');
    expect(missingOf(item, each.given as Given | null)).toEqual(each.missing);
  });
});

describe('colour', () => {
  it.each(colours.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const given = answers(each.answers);
    const last = each.last_failed as unknown as Record<string, string>;
    expect(colourOf(given)).toBe(each.colour);
    expect(repeatedItems(items(each.items), given, last, each.on, each.months)).toEqual(
      each.repeated,
    );
  });
});

it('asks no signature for a self-check', () => {
  expect(['self', 'mystery', 'spot', 'key'].map(needsSignature)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

it('gives one day for what is critical and three for the rest', () => {
  expect(['minor', 'major', 'critical'].map(rectifyDays)).toEqual([3, 3, 1]);
});

it('names a slip by its day and four clear letters', () => {
  expect(temporaryNumber('2026-11-02', Uint8Array.of(0, 31, 32, 255))).toBe('临1102-2Z2Z');
});

it('says a score with one decimal', () => {
  expect([985, 1000, 599, 0].map(scoreWords)).toEqual(['98.5', '100.0', '59.9', '0.0']);
});

const aVisit = {
  ...{ state: 'closed', unit_id: 'u1', inspector_id: 'ines' },
  ...{ void_asker_id: null, void_asked_at: null },
};
const holder = (id: string, ...grants: string[]) => ({
  ...{ id, grant_units: Object.fromEntries(grants.map((grant) => [grant, ['u1']])) },
});

it('lets its inspector and the group ask to void a check that is closed', () => {
  const allowed = (visit: typeof aVisit) =>
    [holder('ines'), holder('ivan', 'order.propose'), holder('bram')].map((person) =>
      mayAskVoid(visit, person),
    );
  expect(allowed(aVisit)).toEqual([true, true, false]);
  expect(allowed({ ...aVisit, state: 'voided' })).toEqual([false, false, false]);
  expect(allowed({ ...aVisit, void_asked_at: 'now' } as never)).toEqual([false, false, false]);
});

it('lets only somebody else decide about it', () => {
  const asked = { ...aVisit, void_asker_id: 'ivan', void_asked_at: 'now' };
  const people = ['hugo', 'ivan', 'ines'].map((id) => holder(id, 'visit.void'));
  expect(people.map((person) => mayJudgeVoid(asked, person))).toEqual([true, false, false]);
  expect(mayJudgeVoid(asked, holder('rita'))).toBe(false);
  expect(mayJudgeVoid(aVisit, holder('hugo', 'visit.void'))).toBe(false);
});

it('finds the order of a check: neither withdrawn nor the orange one after it', () => {
  const order = { id: 'o', visit_id: 'v1', state: 'delivered', colour: 'blue' };
  const others = [
    { ...order, id: 'w', state: 'withdrawn' },
    { ...order, id: 'x', colour: 'orange' },
  ];
  expect(orderOf([...others, order], 'v1')?.id).toBe('o');
  expect(orderOf(others, 'v1')).toBeUndefined();
});

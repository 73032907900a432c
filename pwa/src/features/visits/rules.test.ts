// Visits: the rules give what the golden vectors say, which the server's tests read too.

import colours from '@wire/colour.json';
import requirements from '@wire/requirements.json';
import scores from '@wire/scoring.json';
import { describe, expect, it } from 'vitest';
import {
  type Answers,
  colourOf,
  type Given,
  missingOf,
  needsSignature,
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

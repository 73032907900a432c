// Before and after: how far apart in time and place, in figures that words are made of.
import { expect, it } from 'vitest';
import { apart, FAR_M, pairUp, type Shot, spanOf } from './pairs';

const BEFORE: Shot = {
  ...{ taken_at: '2026-11-20T04:00:00Z', skew_ms: null },
  ...{ lat: 36.1, lon: 120.3, accuracy_m: 10 },
};
const AFTER: Shot = { ...BEFORE, taken_at: '2026-11-21T06:30:00Z', lat: 36.101 };
/** So many metres further north. */
const north = (metres: number) => 36.1 + metres / 111_195;

it('measures how far two photos lie apart in time and place', () => {
  expect(apart(BEFORE, AFTER)).toEqual({
    ...{ days: 1, hours: 2, minutes: 30, isBackwards: false },
    place: { kind: 'near', metres: 111 },
  });
});

it('calls places far only beyond the fence and the error of both measurements', () => {
  const at = (metres: number, accuracy_m: number | null) =>
    apart(BEFORE, { ...AFTER, lat: north(metres), accuracy_m }).place.kind;
  expect(at(FAR_M + 10, null)).toBe('near');
  expect(at(FAR_M + 12, null)).toBe('far');
  // In a basement nobody knows better.
  expect(at(FAR_M + 400, 400)).toBe('near');
  expect(at(FAR_M + 412, 400)).toBe('far');
});

it('says whose place is unknown', () => {
  const nowhere = { lat: null, lon: null, accuracy_m: null };
  const of = (before: object, after: object) =>
    apart({ ...BEFORE, ...before }, { ...AFTER, ...after }).place;
  expect(of({}, nowhere)).toEqual({ kind: 'unknown', of: 'after' });
  expect(of(nowhere, {})).toEqual({ kind: 'unknown', of: 'before' });
  expect(of(nowhere, nowhere)).toEqual({ kind: 'unknown', of: 'both' });
});

it('notices a photo after that is older than the one before, by clocks that are put right', () => {
  const earlier = { ...AFTER, taken_at: '2026-11-20T03:59:00Z' };
  expect(apart(BEFORE, earlier)).toMatchObject({ minutes: 1, isBackwards: true });
  // Its phone is two minutes behind.
  expect(apart(BEFORE, { ...earlier, skew_ms: -120_000 })).toMatchObject({
    ...{ minutes: 1, isBackwards: false },
  });
});

it('tells a span in its largest units', () => {
  expect(spanOf({ days: 2, hours: 3, minutes: 40 })).toEqual([
    ['days', 2],
    ['hours', 3],
  ]);
  expect(spanOf({ days: 0, hours: 1, minutes: 5 })).toEqual([
    ['hours', 1],
    ['minutes', 5],
  ]);
  expect(spanOf({ days: 0, hours: 0, minutes: 0 })).toEqual([['minutes', 0]]);
});

it('pairs each photo after with the one before', () => {
  expect(pairUp(['a', 'b'], ['x', 'y', 'z'])).toEqual([
    { before: 'a', after: 'x' },
    { before: 'b', after: 'y' },
    { before: 'b', after: 'z' },
  ]);
  expect(pairUp(['a'], [])).toEqual([{ before: 'a', after: null }]);
});

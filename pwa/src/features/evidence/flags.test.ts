// Suspicions: the words fit the finding, the query fits the filter.
import { expect, it } from 'vitest';
import { NO_FILTER, neighbourOf, queryOf, spanOf, whyOf } from './flags';

it.each([
  [45, { unit: 'seconds', n: 45 }],
  [119, { unit: 'seconds', n: 119 }],
  [150, { unit: 'minutes', n: 3 }],
  [-7200, { unit: 'hours', n: 2 }],
  [200_000, { unit: 'days', n: 2 }],
])('says %s s in the unit that fits', (seconds, span) => {
  expect(spanOf(seconds)).toEqual(span);
});

it('tells the same file from the same picture', () => {
  const found = (is_same_file: boolean) =>
    whyOf({ kind: 'reused', details: { share: 0.954, is_same_file } });
  expect(found(true)).toEqual({ key: 'sameFile' });
  expect(found(false)).toEqual({ key: 'samePicture', words: { percent: 95 } });
});

it('says how a clock is off', () => {
  const found = (skew_ms: number | null) => whyOf({ kind: 'clock', details: { skew_ms } });
  expect(found(600_000)).toEqual({ key: 'clockFast', span: { unit: 'minutes', n: 10 } });
  expect(found(-600_000).key).toBe('clockSlow');
  expect(found(null)).toEqual({ key: 'clockNever' });
});

it('names distance, time and speed of a journey, and the fence', () => {
  const details = { distance_m: 20_000, seconds: 400, kmh: 180 };
  expect(whyOf({ kind: 'travel', details })).toEqual({
    ...{ key: 'travel', metres: 20_000, span: { unit: 'minutes', n: 7 }, words: { kmh: 180 } },
  });
  expect(whyOf({ kind: 'seal', details: { seal: 'unknown-key' } }).key).toBe('sealUnknown');
});

it('asks for what was chosen only', () => {
  expect(queryOf(NO_FILTER, null, 0)).toBe('state=open');
  const filter = { ...NO_FILTER, kind: 'travel', unit: 'u', period: 'day' } as const;
  const query = new URLSearchParams(queryOf(filter, '2026 x', Date.parse('2026-05-02T00:00:00Z')));
  expect(Object.fromEntries(query)).toEqual({
    ...{ state: 'open', kind: 'travel', unit: 'u', since: '2026-05-01T00:00:00.000Z' },
    before: '2026 x',
  });
});

it('goes on with the next, and at the end with the one before', () => {
  expect(neighbourOf(['a', 'b', 'c'], 'b')).toBe('c');
  expect(neighbourOf(['a', 'b', 'c'], 'c')).toBe('b');
  expect(neighbourOf(['a'], 'a')).toBeNull();
});

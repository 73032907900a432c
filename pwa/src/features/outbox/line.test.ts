// How sending stands: the most important word, an honest pace.
import { expect, it } from 'vitest';
import {
  isOld,
  isSoon,
  type LineFacts,
  needsNotice,
  progressOf,
  secondsLeft,
  standingOf,
} from './line';

const calm: LineFacts = {
  ...{ phase: 'idle', problem: null, online: true, unsent: 0, isUploading: false },
};
const transient = (code?: string, cause = 'network') => ({
  ...{ kind: 'transient', cause },
  ...(code && { code }),
});

it.each([
  ['idle', {}],
  ['idle', { phase: 'pulling' }],
  ['sending', { phase: 'pulling', unsent: 2 }],
  ['uploading', { phase: 'uploading', unsent: 2, isUploading: true }],
  ['waiting', { phase: 'waiting', problem: transient() }],
  ['portal', { phase: 'waiting', problem: transient('not-our-server') }],
  ['busy', { phase: 'waiting', problem: transient(undefined, 'busy') }],
  ['serverBehind', { phase: 'waiting', problem: transient('server-behind', 'busy') }],
  ['sending', { phase: 'uploading', unsent: 1, problem: transient('server-behind', 'behind') }],
  ['localFault', { phase: 'waiting', problem: transient('local-fault', 'busy') }],
  ['offline', { phase: 'waiting', problem: transient('server-behind'), online: false }],
  ['elsewhere', { phase: 'elsewhere' }],
  ['signedOut', { phase: 'signed-out', online: false }],
  ['update', { phase: 'update' }],
  ['retired', { phase: 'retired', online: false }],
] as const)('says %s', (word, change) => {
  expect(standingOf({ ...calm, ...change })).toBe(word);
});

it('explains at length only what a person can do something about', () => {
  expect(
    ['offline', 'waiting', 'update', 'localFault', 'serverBehind'].filter((word) =>
      needsNotice(word as Parameters<typeof needsNotice>[0]),
    ),
  ).toEqual(['update', 'localFault', 'serverBehind']);
});

it('tells a try within the minute as such', () => {
  expect([59_000, 61_000].map((ms) => isSoon(1_000 + ms, 1_000))).toEqual([true, false]);
});

it('warns after a day, not before', () => {
  const now = Date.parse('2026-11-24T10:00:00Z');
  expect(isOld('2026-11-23T10:00:01Z', now)).toBe(false);
  expect(isOld('2026-11-23T09:59:59Z', now)).toBe(true);
  expect(isOld(null, now)).toBe(false);
});

const start = { at: 0, items: 12, bytes: 4_000_000 };

it('measures by bytes where there are photos, else by items', () => {
  expect(progressOf(start, { at: 1, items: 3, bytes: 1_000_000 })).toEqual({
    ...{ done: 3_000_000, total: 4_000_000 },
  });
  const text = { ...start, bytes: 0 };
  expect(progressOf(text, { at: 1, items: 9, bytes: 0 })).toEqual({ done: 3, total: 12 });
});

it('tells the time left from the pace so far, and nothing from a moment', () => {
  expect(secondsLeft(start, { at: 10_000, items: 9, bytes: 3_000_000 })).toBe(30);
  expect(secondsLeft(start, { at: 500, items: 9, bytes: 3_000_000 })).toBe(null);
  expect(secondsLeft(start, { at: 10_000, items: 12, bytes: 4_000_000 })).toBe(null);
});

// Session rules: failures in words, readiness of the device.
import { expect, test } from 'vitest';
import { blockedWord, failureWords, readiness, verdict } from './rules';

const ready = {
  hasWorker: true,
  hasStorage: true,
  isPersisted: true,
  isInstalled: true,
  hasCamera: true,
  isShortOfRoom: false,
};

test('each way to fail has words of its own, and an unknown one blames the server', () => {
  const key = (slug: string) => failureWords({ slug, retryAfter: null }).key;
  expect(
    ['wrong-credentials', 'too-many-attempts', 'offline', 'foreign-answer', 'boom'].map(key),
  ).toEqual(['wrong', 'throttled', 'offline', 'foreign', 'server']);
});

test('the waiting time is told in whole minutes, never none', () => {
  const minutes = (retryAfter: number | null) =>
    failureWords({ slug: 'too-many-attempts', retryAfter }).minutes;
  expect([900, 61, 5, null].map(minutes)).toEqual([15, 2, 1, 1]);
});

test('a device with everything is ready', () => {
  expect(verdict(readiness(ready))).toBe('good');
});

test('without a service worker or storage offline work is not safe', () => {
  expect(verdict(readiness({ ...ready, hasWorker: false }))).toBe('bad');
  expect(verdict(readiness({ ...ready, hasStorage: false, isPersisted: false }))).toBe('bad');
});

test('what merely could be better is a warning', () => {
  expect(verdict(readiness({ ...ready, isInstalled: false }))).toBe('warn');
});

test('what is in the way of sending has words of its own', () => {
  const line = { online: true, needsAttention: 1 };
  const blocked = (phase: string, change = {}) =>
    blockedWord({ kind: 'blocked', phase }, { ...line, ...change });
  expect(['waiting', 'signed-out', 'retired', 'idle'].map((phase) => blocked(phase))).toEqual([
    ...['waiting', 'signed-out', 'retired', 'attention'],
  ]);
  expect(blocked('idle', { needsAttention: 0 })).toBe('verifying');
  expect(blocked('waiting', { online: false })).toBe('offline');
  expect(blockedWord({ kind: 'cancelled' }, line)).toBe('cancelled');
  expect(blockedWord({ kind: 'sent' }, line)).toBe('attention');
  expect(blockedWord({ kind: 'sent' }, { ...line, needsAttention: 0 })).toBe(null);
});

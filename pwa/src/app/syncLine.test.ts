// The sync line: honest, and calm when offline.
import { expect, test } from 'vitest';
import { syncLine } from './syncLine';

const calm = {
  phase: 'idle',
  online: true,
  pending: 0,
  photosPending: 0,
  needsAttention: 0,
  syncedAt: null,
  peak: 0,
  time: () => '14:03',
} as const;

test('being offline is no error', () => {
  expect(syncLine({ ...calm, online: false })).toMatchObject({ word: 'offline', tone: 'quiet' });
  expect(syncLine({ ...calm, online: false, pending: 2, photosPending: 3 })).toMatchObject({
    word: 'offlineWith',
    params: { n: 5 },
  });
});

test('a network without our server is as calm as none', () => {
  expect(syncLine({ ...calm, phase: 'waiting', pending: 1 })).toMatchObject({
    word: 'unreachableWith',
    tone: 'quiet',
  });
});

test('sending tells how far it is', () => {
  const facts = { ...calm, phase: 'uploading', pending: 1, photosPending: 3, peak: 10 } as const;
  expect(syncLine(facts)).toMatchObject({ word: 'sending', params: { n: 6, m: 10 } });
});

test('what needs a person comes before progress', () => {
  expect(syncLine({ ...calm, phase: 'pushing', pending: 3, needsAttention: 1 })).toMatchObject({
    word: 'attention',
    tone: 'bad',
  });
});

test('all sent and received shows the time', () => {
  expect(syncLine({ ...calm, syncedAt: 1 })).toMatchObject({
    word: 'synced',
    params: { time: '14:03' },
  });
  expect(syncLine(calm).word).toBe('online');
});

test('a retired device says so before anything else', () => {
  const facts = { ...calm, phase: 'retired', online: false, needsAttention: 2 } as const;
  expect(syncLine(facts)).toMatchObject({ word: 'retired', tone: 'bad' });
});

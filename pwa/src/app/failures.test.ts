// Failures: each kind has words that say what to do.
import { StorageFull, StorageLost } from '@device/faults';
import { expect, test } from 'vitest';
import { NobodySignedIn } from '@/local/context';
import { DeviceRetired } from '@/local/retirement';
import { failureOf, isOver } from './failures';
import text from './text.json';

test('a retired device, a full and a lost storage are told apart', () => {
  const kinds = [new DeviceRetired(), new StorageFull(), new StorageLost(), new Error('x')];
  expect(kinds.map(failureOf)).toEqual(['retired', 'full', 'lost', 'other']);
});

test('a page that outlives its login is no failure to tell', () => {
  expect([new NobodySignedIn(), new Error('x')].map(isOver)).toEqual([true, false]);
});

test('each kind has a title and says what to do', () => {
  for (const kind of ['retired', 'full', 'lost', 'other'] as const) {
    const { title, detail } = text['zh-CN'].failure[kind];
    expect(title && detail).toBeTruthy();
  }
});

// Pokes: a stream that wakes the loop, reopened with patience, and a timer in its absence.

import type { Listener } from '@device/ports';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventPoke } from './poke';

class FakeSource extends EventTarget {
  static all: FakeSource[] = [];
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  say(type: string): void {
    if (!this.isClosed) this.dispatchEvent(new Event(type));
  }
}

const last = (): FakeSource => FakeSource.all.at(-1) ?? new FakeSource('none');

let told: (string | boolean)[];
let client: string;

const listener: Listener = {
  poked: () => told.push('poked'),
  opened: (isOpen) => told.push(isOpen),
};

/** Lets the name of the device be read. */
const settle = () => vi.advanceTimersByTimeAsync(0);

async function listening(): Promise<() => void> {
  const stop = eventPoke(async () => client).subscribe(listener);
  await settle();
  return stop;
}

beforeEach(() => {
  FakeSource.all = [];
  told = [];
  client = 'c 1';
  vi.stubGlobal('EventSource', FakeSource);
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('asks under the name of this device', async () => {
  await listening();
  expect(last().url).toBe('/api/sync/poke?client_id=c%201');
});

it('tells pokes, and at the greeting that something may have been missed', async () => {
  await listening();
  last().say('hello');
  expect(told).toEqual([true, 'poked']);
  last().say('poke');
  expect(told).toEqual([true, 'poked', 'poked']);
});

it('opens a stream that has ended again within seconds, under the name of then', async () => {
  await listening();
  last().say('hello');
  last().say('error');
  expect(told.at(-1)).toBe(false);
  client = 'c2';
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakeSource.all.map(({ url }) => url.split('=')[1])).toEqual(['c%201', 'c2']);
});

it('waits longer after each refusal, up to five minutes, and closes what the browser would retry', async () => {
  await listening();
  const waits: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const count = FakeSource.all.length;
    last().say('error');
    expect(last().isClosed).toBe(true);
    let waited = 0;
    while (FakeSource.all.length === count) {
      await vi.advanceTimersByTimeAsync(30_000);
      waited += 30;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([60, 120, 240, 300, 300]);
});

it('starts again with a minute once a stream was open', async () => {
  await listening();
  for (let i = 0; i < 3; i += 1) {
    last().say('error');
    await vi.advanceTimersByTimeAsync(300_000);
  }
  last().say('hello');
  last().say('error');
  await vi.advanceTimersByTimeAsync(5_000);
  const count = FakeSource.all.length;
  last().say('error');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSource.all).toHaveLength(count + 1);
});

it('says at each refusal that no pokes come', async () => {
  await listening();
  last().say('error');
  expect(told).toEqual([false]);
});

it('is silent after its end, also where it was about to open', async () => {
  const stop = await listening();
  const first = last();
  first.say('hello');
  stop();
  expect(first.isClosed).toBe(true);
  const early = eventPoke(async () => client).subscribe(listener);
  early();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(FakeSource.all).toHaveLength(1);
  expect(told).toEqual([true, 'poked']);
});

it('comes back where the device’s own name could not be read', async () => {
  let isBroken = true;
  const name = async (): Promise<string> => {
    if (isBroken) throw new Error('storage');
    return client;
  };
  eventPoke(name).subscribe(listener);
  await settle();
  expect(FakeSource.all).toEqual([]);
  isBroken = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSource.all).toHaveLength(1);
});

it('does without where the browser has no such streams', async () => {
  vi.stubGlobal('EventSource', undefined);
  const stop = await listening();
  stop();
  expect(told).toEqual([]);
});

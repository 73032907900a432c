// Crash at every await: whatever breaks, and wherever, the end is the same.

import { describe, expect, it } from 'vitest';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { push } from '../src/push';
import { discard } from '../src/resolve';
import type { Json } from '../src/wire';
import { aKit, aWish, type TestKit } from './builders';
import { FakeHub } from './fakeHub';
import { MemoryStore } from './memoryStore';

class Crash extends Error {}

interface Device {
  readonly hub: FakeHub;
  readonly kit: TestKit;
  readonly store: MemoryStore;
}

function aDevice(): Device {
  const hub = new FakeHub();
  hub.pageSize = 2;
  hub.write('book', 'closed', { notes: 0 });
  hub.write('book', 'b0', { notes: 0 });
  const store = new MemoryStore();
  return { hub, store, kit: aKit({ transport: hub, store }) };
}

const wishes: [name: string, args: Json, uid: string][] = [
  ['note.write', { id: 'n0', book_id: 'b0' }, 'u1'],
  ['book.open', { id: 'b1' }, 'u2'],
  ['note.write', { id: 'n1', book_id: 'closed' }, 'refused'],
  ['note.mend', { id: 'n1', text: 'x' }, 'held'],
  ['note.write', { id: 'n2', book_id: 'b1' }, 'u3'],
  ['book.open', { id: 'b2' }, 'dropped'],
];

/** A day of work; repeated after a crash it must change nothing. */
async function day({ hub, kit }: Device): Promise<void> {
  const { kind } = await pull(kit);
  if (kind !== 'done') await pull(kit);
  hub.write('book', 'closed', { notes: 0, closed: true });
  for (const wish of wishes) await kit.store.write((tx) => makeOnce(tx, kit, wish));
  await kit.store.write(async (tx) => {
    const entry = await tx.outbox.byUid('dropped');
    if (entry?.name === 'book.open') await discard(tx, kit, 'dropped');
  });
  await push(kit);
  await pull(kit);
}

type Tx = Parameters<Parameters<TestKit['store']['write']>[0]>[0];

async function makeOnce(tx: Tx, kit: TestKit, [name, args, uid]: (typeof wishes)[number]) {
  if (await tx.sent.byUid(uid)) return;
  await enqueue(tx, kit, aWish(name, args, uid));
}

/** Counts operations and breaks the n-th; after that the process is dead until `revive`. */
function breakAt(store: MemoryStore, n: number): { count: () => number; revive: () => void } {
  let count = 0;
  let isDead = false;
  store.hook = () => {
    count += 1;
    isDead ||= count === n;
    if (isDead) throw new Crash(`at operation ${n}`);
  };
  return {
    count: () => count,
    revive: () => {
      store.hook = () => undefined;
    },
  };
}

/** Without versions: the hub closes the book once a day, so these differ. */
async function state({ hub, store }: Device): Promise<unknown> {
  const kept = await store.read(async (tx) => ({
    outbox: (await tx.outbox.list()).map(({ uid, state, result }) => [uid, state, result?.status]),
    sent: (await tx.sent.list()).map(({ uid, result }) => [uid, result?.status]),
    overlay: [...(await tx.overlay.list('book')), ...(await tx.overlay.list('note'))],
    staged: await tx.staged.list(),
    books: (await tx.base.list('book')).map(({ id, row }) => [id, row]),
    notes: (await tx.base.list('note')).map(({ id, row }) => [id, row]),
  }));
  return { ...kept, effects: hub.effects };
}

async function finish(device: Device): Promise<void> {
  await day(device).catch(() => undefined);
  await push(device.kit);
  await pull(device.kit);
}

describe('a crash', { timeout: 60_000 }, () => {
  it('scenario 02: at any operation of the local store loses nothing and doubles nothing', async () => {
    const clean = aDevice();
    const counter = breakAt(clean.store, Number.POSITIVE_INFINITY);
    await day(clean);
    const operations = counter.count();
    counter.revive();
    await finish(clean);
    const expected = await state(clean);
    expect(operations).toBeGreaterThan(100);
    for (let n = 1; n <= operations; n += 1) {
      const device = aDevice();
      const { revive } = breakAt(device.store, n);
      await day(device).catch(() => undefined);
      revive();
      await finish(device);
      expect(await state(device), `crash at operation ${n}`).toEqual(expected);
    }
  });

  it('of the network at any request, before or after the server worked, does the same', async () => {
    const clean = aDevice();
    await day(clean);
    await finish(clean);
    const expected = await state(clean);
    for (let n = 0; n < 8; n += 1) {
      for (const isServed of [false, true]) {
        const device = aDevice();
        cutRequest(device.hub, n, isServed);
        await day(device);
        await finish(device);
        expect(await state(device), `request ${n} served ${isServed}`).toEqual(expected);
      }
    }
  });
});

function cutRequest(hub: FakeHub, n: number, isServed: boolean): void {
  let count = 0;
  for (const name of ['push', 'pull'] as const) {
    const original = hub[name].bind(hub) as (request: never) => ReturnType<FakeHub['push']>;
    hub[name] = async (request: never) => {
      const isCut = count++ === n;
      if (isCut && !isServed) throw new Crash('request lost');
      const answer = await original(request);
      if (isCut) throw new Crash('answer lost');
      return answer;
    };
  }
}

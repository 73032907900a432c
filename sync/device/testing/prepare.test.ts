// Preparing: a large pull ends exactly as if it had been written at once, and no step of it is large.

import { beforeEach, expect, it } from 'vitest';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { aKit, aWish, type TestKit } from './builders';
import { FakeHub } from './fakeHub';
import { MemoryStore } from './memoryStore';

const STEP = 3;

let hub: FakeHub;
let store: MemoryStore;
let kit: TestKit;

beforeEach(() => {
  hub = new FakeHub();
  store = new MemoryStore();
  kit = aKit({ transport: hub, store, stepRows: STEP });
  for (let n = 0; n < 10; n += 1) hub.write('book', `b${n}`, { notes: n });
});

const base = (of: TestKit = kit) =>
  of.store.read(async (tx) => [...(await tx.base.list('book')), ...(await tx.base.list('photo'))]);

const next = () => kit.store.read(async (tx) => (await tx.next?.heads()) ?? []);

/** What a device holds that writes every pull at once. */
async function atOnce(): Promise<unknown> {
  const other = aKit({ transport: hub, stepRows: 1_000 });
  await pull(other);
  return base(other);
}

/** The largest number of rows that one transaction wrote. */
async function largestStep(work: () => Promise<unknown>): Promise<number> {
  let largest = 0;
  const write = store.write.bind(store);
  store.write = (run) =>
    write((tx) => {
      let count = 0;
      const counting = <T extends { put(rows: readonly never[]): Promise<void> }>(rows: T): T => ({
        ...rows,
        put: (list: readonly never[]) => {
          count += list.length;
          largest = Math.max(largest, count);
          return rows.put(list);
        },
      });
      return run({ ...tx, base: counting(tx.base), next: tx.next && counting(tx.next) });
    });
  await work();
  return largest;
}

it('writes a first pull in steps', async () => {
  expect(await largestStep(() => pull(kit))).toBe(STEP);
  expect(await base()).toEqual(await atOnce());
  expect(await next()).toEqual([]);
});

it('writes a small pull at once', async () => {
  await pull(kit);
  hub.write('book', 'b1', { notes: 77 });
  hub.write('book', 'b2', null);
  let steps = 0;
  store.hook = (operation) => {
    steps += operation === 'next.use' ? 1 : 0;
  };
  await pull(kit);
  expect(steps).toBe(0);
  expect(await base()).toEqual(await atOnce());
});

it('changes, adds and removes many rows of a base in steps, and keeps the others', async () => {
  await pull(kit);
  for (const id of ['b1', 'b3', 'b5', 'b11', 'b12']) hub.write('book', id, { notes: 77 });
  for (const id of ['b2', 'b4']) hub.write('book', id, null);
  expect(await largestStep(() => pull(kit))).toBeLessThanOrEqual(STEP);
  expect(await base()).toEqual(await atOnce());
});

it('keeps the old base to the end', async () => {
  await pull(kit);
  const before = await base();
  for (let n = 0; n < 10; n += 1) hub.write('book', `b${n}`, { notes: 99 });
  const write = store.write.bind(store);
  let writes = 0;
  store.write = async (run) => {
    writes += 1;
    expect(await base(), `before write ${writes}`).toEqual(before);
    return write(run);
  };
  await pull(kit);
  store.write = write;
  expect(writes).toBeGreaterThan(6);
  expect(await base()).not.toEqual(before);
});

it('keeps what is done meanwhile', async () => {
  const write = store.write.bind(store);
  let writes = 0;
  store.write = async (run) => {
    writes += 1;
    if (writes === 4) await write((tx) => enqueue(tx, kit, aWish('book.open', { id: 'x' }, 'u1')));
    return write(run);
  };
  await pull(kit);
  store.write = write;
  expect(await store.read((tx) => tx.outbox.byUid('u1'))).toMatchObject({ state: 'pending' });
  expect(await store.read((tx) => tx.overlay.get('book', 'x'))).toBeDefined();
  expect(await base()).toEqual(await atOnce());
});

it('begins anew after a kill at any step, and ends the same', async () => {
  const expected = await atOnce();
  let operations = 0;
  store.hook = () => {
    operations += 1;
  };
  await pull(kit);
  expect(operations).toBeGreaterThan(20);
  for (let n = 1; n <= operations; n += 1) {
    store = new MemoryStore();
    kit = aKit({ transport: hub, store, stepRows: STEP });
    let left = n;
    store.hook = () => {
      left -= 1;
      if (left <= 0) throw new Error('killed');
    };
    await pull(kit).catch(() => undefined);
    store.hook = () => undefined;
    await pull(kit);
    expect(await base(), `killed at ${n}`).toEqual(expected);
    expect(await store.read((tx) => tx.staged.list()), `killed at ${n}`).toEqual([]);
  }
});

it('ends the same where two tabs prepare at once', async () => {
  const other = { ...kit };
  const outcomes = await Promise.all([pull(kit), pull(other)]);
  expect(outcomes).toContainEqual({ kind: 'done' });
  expect(await base()).toEqual(await atOnce());
  expect(await pull(kit)).toEqual({ kind: 'done' });
  expect(await base()).toEqual(await atOnce());
});

it('compares digests over what was prepared', async () => {
  await pull(kit);
  expect(hub.pulls.at(-1)?.check).toBe(true);
  expect(await store.read((tx) => tx.meta.get('digest_fault'))).toBeUndefined();
  kit.clock.time += 3_600_000;
  await store.write((tx) => tx.base.remove([{ entity: 'book', id: 'b7' }]));
  for (const id of ['b1', 'b3', 'b5', 'b9']) hub.write('book', id, { notes: 77 });
  await pull(kit);
  expect(hub.pulls.at(-1)).toMatchObject({ cursor: null, repairing: ['user:1'] });
  expect(await base()).toEqual(await atOnce());
});

it('takes nothing over from a preparation that was killed', async () => {
  store.hook = (operation) => {
    if (operation === 'next.use') throw new Error('killed');
  };
  await pull(kit).catch(() => undefined);
  store.hook = () => undefined;
  expect(await next()).not.toEqual([]);
  for (let n = 0; n < 5; n += 1) hub.write('book', `b${n}`, null);
  await pull(kit);
  // Else the digest finds what is too much, and has it mended.
  expect(hub.pulls).toHaveLength(2);
  expect(await base()).toEqual(await atOnce());
  expect(await base()).toHaveLength(5);
});

/** A tab that stops before its n-th write until it is told to go on. */
function aTab(n: number): { kit: TestKit; reached: Promise<void>; go: () => void } {
  let go: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  let writes = 0;
  const write: MemoryStore['write'] = async (run) => {
    writes += 1;
    if (writes === n) arrive();
    if (writes === n) await gate;
    return store.write(run);
  };
  return {
    kit: { ...kit, store: { read: store.read.bind(store), write } },
    reached,
    go: () => go(),
  };
}

it('keeps the rows of a tab that was overtaken out of what the other prepares', async () => {
  const first = aTab(3);
  const slow = pull(first.kit);
  await first.reached;
  for (let n = 0; n < 10; n += 1) hub.write('book', `b${n}`, { notes: 99 });
  const second = aTab(7);
  const quick = pull(second.kit);
  await second.reached;
  first.go();
  expect(await slow).toMatchObject({ code: 'overtaken' });
  second.go();
  expect(await quick).toEqual({ kind: 'done' });
  expect(await base()).toEqual(await atOnce());
});

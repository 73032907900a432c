// The check: digests are compared now and then, and what differs is pulled anew, once an interval.

import { beforeEach, describe, expect, it } from 'vitest';
import golden from '../../wire/digest.json';
import { digestOf, mismatches } from '../src/digest';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { aKit, aWish, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

const HOUR = 3_600_000;

let hub: FakeHub;
let kit: TestKit;

beforeEach(() => {
  hub = new FakeHub();
  kit = aKit({ transport: hub });
  for (const id of ['b1', 'b2', 'b3']) hub.write('book', id, { notes: 0 });
});

describe('the digest', () => {
  it.each(golden.map((its) => [its.name, its] as const))('%s', (_, { rows, digest }) => {
    expect(digestOf(rows)).toEqual(digest);
  });

  it('does not depend on the order of the rows', () => {
    const rows = golden.flatMap((its) => its.rows);
    expect(digestOf([...rows].reverse())).toEqual(digestOf(rows));
  });

  it('differs where either side lacks a scope or has another sum for it', () => {
    expect(mismatches({ a: '1', b: '2', c: '3' }, { b: '2', c: '4', d: '5' })).toEqual([
      ...['a', 'c', 'd'],
    ]);
  });
});

/** Rows that went missing here, unknown to the server. */
const lose = (...ids: string[]) =>
  kit.store.write((tx) => tx.base.remove(ids.map((id) => ({ entity: 'book', id }))));

const baseIds = async () =>
  (await kit.store.read((tx) => tx.base.list('book'))).map((row) => row.id);

const asked = () => hub.pulls.map(({ check }) => check);

const fault = () => kit.store.read((tx) => tx.meta.get('digest_fault'));

it('is asked for at the first pull, then once an hour', async () => {
  await pull(kit);
  await pull(kit);
  kit.clock.time += HOUR - 1;
  await pull(kit);
  kit.clock.time += 1;
  await pull(kit);
  await pull(kit);
  expect(asked()).toEqual([true, false, false, true, false]);
});

it('is asked for at the first pull of each run of the app', async () => {
  await pull(kit);
  kit.clock.time += 1_000;
  kit = { ...kit, started_at: kit.clock.time };
  kit.clock.time += 1_000;
  await pull(kit);
  await pull(kit);
  expect(asked()).toEqual([true, true, false]);
});

it('is asked for again after the clock was set back by days', async () => {
  await pull(kit);
  kit.clock.time -= 72 * HOUR;
  await pull(kit);
  expect(asked()).toEqual([true, true]);
});

it('is asked for until a last page has come', async () => {
  hub.pageSize = 2;
  hub.script = [null, () => Promise.reject(new Error('cut'))];
  await pull(kit);
  await pull(kit);
  expect(asked()).toEqual([true, true, true]);
});

it('changes nothing where base and server agree', async () => {
  await pull(kit);
  kit.clock.time += HOUR;
  await pull(kit);
  expect(hub.pulls).toHaveLength(2);
  expect(await fault()).toBeUndefined();
});

describe('a base that differs', () => {
  beforeEach(async () => {
    await pull(kit);
    kit.clock.time += HOUR;
    await lose('b2');
  });

  it('is pulled anew from null, naming the scopes once', async () => {
    hub.pageSize = 2;
    await pull(kit);
    expect(await baseIds()).toEqual(['b1', 'b2', 'b3']);
    const told = hub.pulls.slice(2).map(({ cursor, repairing }) => [cursor === null, repairing]);
    expect(told).toEqual([
      [true, ['user:1']],
      [false, []],
    ]);
    expect(await fault()).toBeUndefined();
  });

  it('stays until the new one is whole', async () => {
    hub.pageSize = 2;
    hub.script = [null, null, () => Promise.reject(new Error('cut'))];
    await pull(kit);
    expect(await baseIds()).toEqual(['b1', 'b3']);
    await pull(kit);
    expect(await baseIds()).toEqual(['b1', 'b2', 'b3']);
  });

  it('is mended without touching the outbox', async () => {
    await kit.store.write((tx) => enqueue(tx, kit, aWish('book.open', { id: 'b9' }, 'u9')));
    await pull(kit);
    expect(await outboxOf(kit.store)).toMatchObject([{ uid: 'u9', state: 'pending' }]);
  });

  it('is mended too where a row is older than the server’s', async () => {
    await pull(kit);
    kit.clock.time += HOUR;
    const old = await kit.store.read((tx) => tx.base.get('book', 'b1'));
    if (old) await kit.store.write((tx) => tx.base.put([{ ...old, version: 0, row: {} }]));
    await pull(kit);
    expect(await kit.store.read((tx) => tx.base.get('book', 'b1'))).toMatchObject({ version: 1 });
  });
});

describe('a base that differs even when pulled anew', () => {
  beforeEach(async () => {
    hub.digest = () => ({ 'user:1': 'ffffffffffff' });
    await pull(kit);
  });

  it('is told as a fault and not pulled round and round', async () => {
    expect(hub.pulls).toHaveLength(2);
    expect(await fault()).toEqual({ scopes: ['user:1'], at: kit.clock.time });
    await pull(kit);
    expect(hub.pulls).toHaveLength(3);
  });

  it('is not pulled anew at each start of the app', async () => {
    kit.clock.time += 1_000;
    kit = { ...kit, started_at: kit.clock.time };
    await pull(kit);
    expect(hub.pulls).toHaveLength(3);
    expect(hub.pulls.at(-1)).toMatchObject({ check: true, repairing: [] });
    expect(await fault()).toBeDefined();
  });

  it('gets another repair after an hour, and the fault goes when that helps', async () => {
    kit.clock.time += HOUR;
    hub.digest = null;
    await lose('b1');
    await pull(kit);
    expect(await baseIds()).toEqual(['b1', 'b2', 'b3']);
    expect(await fault()).toBeUndefined();
  });
});

it('takes a server that tells no digest for one that has nothing to say', async () => {
  hub.digest = () => null;
  await pull(kit);
  await pull(kit);
  expect(asked()).toEqual([true, false]);
  expect(await fault()).toBeUndefined();
});

it('goes on with a repair that a restore from backup has overtaken', async () => {
  await pull(kit);
  const restore = hub.backup();
  kit.clock.time += HOUR;
  await lose('b2');
  hub.pageSize = 2;
  hub.script = [null, null, () => Promise.reject(new Error('cut'))];
  await pull(kit);
  restore();
  await pull(kit);
  expect(await baseIds()).toEqual(['b1', 'b2', 'b3']);
  expect(await fault()).toBeUndefined();
});

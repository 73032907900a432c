// Pull and apply: pages are staged, and the base changes only with the last one.

import { describe, expect, it } from 'vitest';
import { readRow } from '../src/merged';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { push } from '../src/push';
import { rekey } from '../src/rekey';
import type { Json, Reset } from '../src/wire';
import { aKit, aPage, aPut, aWish, ok, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

function aDevice(): { hub: FakeHub; kit: TestKit } {
  const hub = new FakeHub();
  return { hub, kit: aKit({ transport: hub }) };
}

const make = (kit: TestKit, name: string, args: Json, uid?: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish(name, args, uid)));

const baseIds = async (kit: TestKit, entity = 'book') =>
  (await kit.store.read((tx) => tx.base.list(entity))).map((row) => row.id);

it('takes over what the server has', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', { title: '台账' });
  expect(await pull(kit)).toEqual({ kind: 'done' });
  const row = await kit.store.read((tx) => tx.base.get('book', 'b1'));
  expect(row).toMatchObject({ row: { id: 'b1', title: '台账' }, scopes: ['user:1'], version: 1 });
});

it('asks the next time from where it stopped', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', {});
  await pull(kit);
  await pull(kit);
  expect(hub.pulls.map((request) => request.cursor !== null)).toEqual([false, true]);
});

it('changes nothing in the base before the last page', async () => {
  const { hub, kit } = aDevice();
  hub.pageSize = 2;
  for (const id of ['b1', 'b2', 'b3']) hub.write('book', id, {});
  hub.script = [null, () => Promise.reject(new Error('offline'))];
  expect(await pull(kit)).toMatchObject({ kind: 'transient' });
  expect(await baseIds(kit)).toEqual([]);
});

it('scenario 06: goes on at page 2 after a kill, without asking for page 1 again', async () => {
  const { hub, kit } = aDevice();
  hub.pageSize = 2;
  for (const id of ['b1', 'b2', 'b3']) hub.write('book', id, {});
  hub.script = [null, () => Promise.reject(new Error('killed'))];
  await pull(kit);
  await pull(kit);
  expect(hub.pulls.map((request) => request.cursor === null)).toEqual([true, false, false]);
  expect(await baseIds(kit)).toEqual(['b1', 'b2', 'b3']);
});

it('deletes what the server deleted', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', {});
  await pull(kit);
  hub.write('book', 'b1', null);
  await pull(kit);
  expect(await baseIds(kit)).toEqual([]);
});

describe('a dropped scope', () => {
  it('scenario 08: takes the rows with it that no other scope holds', async () => {
    const { hub, kit } = aDevice();
    hub.script = [aPage([aPut('b1', ['unit:7']), aPut('b2', ['unit:7', 'user:3'])])];
    await pull(kit);
    hub.script = [aPage([['drop', 'unit:7']])];
    await pull(kit);
    expect(await baseIds(kit)).toEqual(['b2']);
    const left = await kit.store.read((tx) => tx.base.get('book', 'b2'));
    expect(left?.scopes).toEqual(['user:3']);
  });

  it('scenario 09: spares a row that comes back in the same pull', async () => {
    const { hub, kit } = aDevice();
    hub.script = [aPage([aPut('b1', ['unit:7'])])];
    await pull(kit);
    hub.script = [aPage([['drop', 'unit:7'], aPut('b1', ['unit:8'], 2)])];
    await pull(kit);
    expect(await baseIds(kit)).toEqual(['b1']);
  });

  it('also takes rows that an earlier page of the same pull brought', async () => {
    const { hub, kit } = aDevice();
    hub.script = [
      aPage([aPut('b1', ['unit:7'])], { more: true }),
      aPage([['drop', 'unit:7']], { cursor: 'z' }),
    ];
    await pull(kit);
    expect(await baseIds(kit)).toEqual([]);
  });
});

describe.each<Reset>(['horizon', 'epoch', 'view', 'schema'])('a reset because of %s', (reset) => {
  it('pulls again from null and keeps the old base until the new one is whole', async () => {
    const { hub, kit } = aDevice();
    hub.write('book', 'old', {});
    await pull(kit);
    hub.rows.clear();
    hub.write('book', 'new', {});
    hub.script = [async () => ok(hub.reset(reset)), () => Promise.reject(new Error('cut'))];
    await pull(kit);
    expect(await baseIds(kit)).toEqual(['old']);
    await pull(kit);
    expect(hub.pulls.at(-1)?.cursor).toBeNull();
    expect(await baseIds(kit)).toEqual(['new']);
  });

  it('keeps the outbox and shows its changes over the new base', async () => {
    const { hub, kit } = aDevice();
    hub.write('book', 'b1', { notes: 0 });
    await pull(kit);
    await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
    hub.script = [async () => ok(hub.reset(reset))];
    await pull(kit);
    expect(await outboxOf(kit.store)).toHaveLength(1);
    expect(await kit.store.read((tx) => readRow(tx, 'book', 'b1'))).toMatchObject({ notes: 1 });
  });
});

it('throws staged pages away on a reset', async () => {
  const { hub, kit } = aDevice();
  hub.script = [aPage([aPut('stale', ['s'])], { more: true }), async () => ok(hub.reset('view'))];
  hub.write('book', 'b1', {});
  await pull(kit);
  expect(await baseIds(kit)).toEqual(['b1']);
});

it('leaves a server alone that resets without end', async () => {
  const { hub, kit } = aDevice();
  hub.script = Array.from({ length: 20 }, () => async () => ok(hub.reset('view')));
  expect(await pull(kit)).toMatchObject({ kind: 'transient' });
  expect(hub.pulls.length).toBeLessThan(5);
});

it('leaves a server alone whose pages go in circles', async () => {
  const { hub, kit } = aDevice();
  hub.script = Array.from({ length: 20 }, () => aPage([], { more: true, cursor: 'same' }));
  expect(await pull(kit)).toMatchObject({ kind: 'transient' });
});

it('scenario 01: settles a mutation by the pull alone when the push’s answer was lost', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' }, 'u1');
  hub.afterCommit = () => {
    throw new Error('cut off');
  };
  await push(kit);
  await pull(kit);
  expect(await outboxOf(kit.store)).toEqual([]);
  expect(hub.pulls[0]?.ack).toBe(0);
});

it('acknowledges what it has results for, and nothing after the first gap', async () => {
  const { hub, kit } = aDevice();
  for (const id of ['b1', 'b2', 'b3']) await make(kit, 'book.open', { id });
  await push(kit);
  await make(kit, 'book.open', { id: 'b4' });
  await pull(kit);
  expect(hub.pulls[0]?.ack).toBe(3);
});

it('keeps a settled mutation that the pull has not seen yet, and its prediction', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' });
  await push(kit);
  hub.script = [aPage([], { version: 0 })];
  await pull(kit);
  expect(await outboxOf(kit.store)).toMatchObject([{ state: 'settled' }]);
  expect(await kit.store.read((tx) => readRow(tx, 'book', 'b1'))).toBeDefined();
});

it('keeps what an earlier client had settled until the base holds it', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' });
  await push(kit);
  await kit.store.write((tx) => rekey(tx, kit, 'client-1'));
  hub.script = [aPage([], { version: 0 })];
  await pull(kit);
  expect(await outboxOf(kit.store)).toMatchObject([{ client_id: 'client-1', state: 'settled' }]);
  hub.script = [aPage([aPut('b1', ['s'])], { version: 1 })];
  await pull(kit);
  expect(await outboxOf(kit.store)).toEqual([]);
});

it('keeps refused mutations, though the server is past them', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', { notes: 0 });
  await pull(kit);
  hub.write('book', 'b1', { notes: 0, closed: true });
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  await push(kit);
  await pull(kit);
  expect(await outboxOf(kit.store)).toMatchObject([{ state: 'refused' }]);
});

it('replays pending mutations over what came', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', { notes: 0 });
  await pull(kit);
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  hub.write('book', 'b1', { notes: 5 });
  await pull(kit);
  expect(await kit.store.read((tx) => readRow(tx, 'book', 'b1'))).toMatchObject({ notes: 6 });
});

it('marks and skips a prediction that fails, and goes on with the others', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', { notes: 0 });
  await pull(kit);
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  await make(kit, 'book.open', { id: 'b2' });
  hub.write('book', 'b1', null);
  expect(await pull(kit)).toEqual({ kind: 'done' });
  const entries = await outboxOf(kit.store);
  expect(entries.map(({ state, fault }) => [state, fault])).toEqual([
    ['pending', 'Error: no book b1'],
    ['pending', null],
  ]);
  expect(await kit.store.read((tx) => readRow(tx, 'book', 'b2'))).toBeDefined();
});

it('scenario 13: delivers an operator’s repair of a parked mutation', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' }, 'u1');
  const parked = { seq: 1, uid: 'u1', status: 'parked' };
  hub.script = [async () => ok({ last_seq: 1, server_time: '', halt: null, results: [parked] })];
  await push(kit);
  expect(await outboxOf(kit.store)).toMatchObject([{ state: 'parked' }]);
  const repaired = { seq: 1, uid: 'u1', status: 'applied', version: 9, conflicts: [] } as const;
  hub.script = [aPage([aPut('b1', ['s'], 9)], { last_seq: 1, results: [repaired] })];
  await pull(kit);
  expect(await outboxOf(kit.store)).toEqual([]);
});

it('ignores a page that another tab has overtaken', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', {});
  const late = ok({
    ops: [aPut('wrong', ['s'])],
    cursor: 'x',
    more: false,
    last_seq: 0,
    results: [],
    reset: null,
  });
  hub.script = [
    async () => {
      await pull(kit);
      return late;
    },
  ];
  await pull(kit);
  expect(await baseIds(kit)).toEqual(['b1']);
});

it('tells what the server has confirmed', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' });
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  await make(kit, 'photo.attach', { photo_id: 'p1', note_id: 'n1' });
  await push(kit);
  await pull(kit);
  hub.write('photo', 'p1', { subject_id: 'n1', blob: 'present' });
  await pull(kit);
  const receipt = await kit.store.read((tx) => tx.meta.get('receipt'));
  expect(receipt).toMatchObject({ about: ['book/b1', 'note/n1', 'photo/p1'], photos: 1 });
});

it('keeps answered mutations for seven days and then lets them go', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' });
  await push(kit);
  await pull(kit);
  const sent = () => kit.store.read((tx) => tx.sent.list());
  kit.clock.time += 7 * 24 * 3_600_000;
  await pull(kit);
  expect(await sent()).toHaveLength(1);
  kit.clock.time += 1;
  await pull(kit);
  expect(await sent()).toEqual([]);
  expect(hub.effects).toHaveLength(1);
});

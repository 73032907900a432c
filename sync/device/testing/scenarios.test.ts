// Scenarios of the protocol on the device's side, where no other test holds them whole.

import { describe, expect, it } from 'vitest';
import { readRow } from '../src/merged';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { push } from '../src/push';
import type { Json } from '../src/wire';
import { aKit, aPage, aPut, aWish, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';
import { MemoryStore } from './memoryStore';

const DAY_MS = 24 * 3_600_000;

function aDevice(hub = new FakeHub(), store = new MemoryStore()) {
  return { hub, store, kit: aKit({ transport: hub, store }) };
}

const make = (kit: TestKit, name: string, args: Json, uid?: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish(name, args, uid)));

async function sync(kit: TestKit): Promise<void> {
  await push(kit);
  await pull(kit);
}

/** The base as the server shows its rows. */
async function baseOf(kit: TestKit): Promise<Record<string, Json>> {
  const rows = await kit.store.read(async (tx) => [
    ...(await tx.base.list('book')),
    ...(await tx.base.list('note')),
  ]);
  return Object.fromEntries(rows.map(({ entity, id, row }) => [`${entity}/${id}`, row]));
}

const bookScopes = async (kit: TestKit) =>
  (await kit.store.read((tx) => tx.base.list('book'))).map(({ id, scopes }) => [id, scopes]);

it('scenario 05: a row edited, and one deleted, between two pages end as the server has them', async () => {
  const { hub, kit } = aDevice();
  hub.pageSize = 2;
  for (const id of ['b1', 'b2', 'b3']) hub.write('book', id, { title: 'old' });
  const next = hub.pull.bind(hub);
  hub.pull = async (request) => {
    const answer = await next(request);
    if (hub.pulls.length === 1) {
      hub.write('book', 'b1', { title: 'new' });
      hub.write('book', 'b2', null);
    }
    return answer;
  };
  expect(await pull(kit)).toEqual({ kind: 'done' });
  expect(hub.pulls.length).toBeGreaterThan(1);
  expect(await baseOf(kit)).toEqual(hub.visible());
  expect(await baseOf(kit)).toMatchObject({ 'book/b1': { title: 'new' } });
});

it('scenario 07: a granted scope adds its rows and the scope itself, and takes nothing away', async () => {
  const { hub, kit } = aDevice();
  hub.script = [aPage([aPut('b1', ['user:3'], 1)])];
  await pull(kit);
  hub.script = [
    aPage([aPut('b2', ['unit:7'], 2)], { more: true, cursor: 'm' }),
    aPage([aPut('b1', ['unit:7', 'user:3'], 1)], { cursor: 'z' }),
  ];
  await pull(kit);
  expect(await bookScopes(kit)).toEqual([
    ['b1', ['unit:7', 'user:3']],
    ['b2', ['unit:7']],
  ]);
});

it('scenario 10: what was revoked and is granted again comes back whole, under pending work too', async () => {
  const { hub, kit } = aDevice();
  hub.script = [aPage([aPut('b1', ['unit:7'], 1), aPut('b2', ['unit:7', 'user:3'], 2)])];
  await pull(kit);
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  hub.script = [aPage([['drop', 'unit:7']])];
  await pull(kit);
  expect(await bookScopes(kit)).toEqual([['b2', ['user:3']]]);
  expect(await outboxOf(kit.store)).toMatchObject([
    { state: 'pending', fault: 'Error: no book b1' },
  ]);
  const back = [aPut('b1', ['unit:7'], 1), aPut('b2', ['unit:7', 'user:3'], 2)];
  hub.script = [aPage(back, { cursor: 'z' })];
  await pull(kit);
  expect(await bookScopes(kit)).toEqual([
    ['b1', ['unit:7']],
    ['b2', ['unit:7', 'user:3']],
  ]);
  expect(await outboxOf(kit.store)).toMatchObject([{ state: 'pending', fault: null }]);
  expect(await kit.store.read((tx) => readRow(tx, 'note', 'n1'))).toBeDefined();
});

it('scenario 11: an offline edit of a row that was deleted comes back as a problem, its text kept', async () => {
  const { hub, kit } = aDevice();
  hub.write('book', 'b1', { notes: 0 });
  await pull(kit);
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1', text: '漏气' }, 'late');
  await make(kit, 'book.open', { id: 'b2' }, 'free');
  hub.write('book', 'b1', null);
  await sync(kit);
  expect(await baseOf(kit)).toEqual(hub.visible());
  expect(hub.effects).toEqual(['free']);
  expect(await outboxOf(kit.store)).toMatchObject([
    {
      uid: 'late',
      state: 'refused',
      result: { code: 'book-unknown' },
      args: { id: 'n1', book_id: 'b1', text: '漏气' },
    },
  ]);
});

describe('a cloned profile', () => {
  it('scenario 15: and its original both arrive, and what they share arrives once', async () => {
    const { hub, store, kit } = aDevice();
    await make(kit, 'book.open', { id: 'b0' }, 'sent');
    await sync(kit);
    await make(kit, 'book.open', { id: 'b1' }, 'shared');
    const twin = aKit({ transport: hub, store: store.clone(), ids: otherIds() });
    await make(kit, 'book.open', { id: 'b2' }, 'mine');
    await make(twin, 'book.open', { id: 'b3' }, 'theirs');
    await sync(kit);
    await sync(twin);
    expect(hub.effects).toEqual(['sent', 'shared', 'mine', 'theirs']);
    expect(hub.pushes.at(-1)?.client_id).toBe('twin');
    await sync(kit);
    for (const each of [kit, twin]) {
      expect(await outboxOf(each.store)).toEqual([]);
      expect(await baseOf(each)).toEqual(hub.visible());
    }
  });

  it('scenario 15: a commit that the disk forgot leaves its seq to other work, and both arrive', async () => {
    const { hub, store, kit } = aDevice();
    await make(kit, 'book.open', { id: 'b1' }, 'u1');
    await sync(kit);
    const before = store.clone();
    await make(kit, 'book.open', { id: 'b2' }, 'u2');
    await push(kit);
    const revived = aKit({ transport: hub, store: before, ids: otherIds() });
    await make(revived, 'book.open', { id: 'b3' }, 'u3');
    await sync(revived);
    expect(hub.effects).toEqual(['u1', 'u2', 'u3']);
    expect(await outboxOf(revived.store)).toEqual([]);
    expect(await baseOf(revived)).toEqual(hub.visible());
  });
});

const otherIds = () => ({ client: () => 'twin', uid: () => 'twin-uid' });

it('scenario 21: work keeps its order while the clock runs backwards, and goes out all the same', async () => {
  const { hub, kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' }, 'u1');
  kit.clock.time += 3 * DAY_MS;
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1', text: 'first' }, 'u2');
  await sync(kit);
  kit.clock.time -= 10 * DAY_MS;
  await make(kit, 'note.mend', { id: 'n1', text: 'last' }, 'u3');
  await sync(kit);
  expect(hub.effects).toEqual(['u1', 'u2', 'u3']);
  expect(hub.row('note', 'n1')).toMatchObject({ text: 'last' });
  expect(await baseOf(kit)).toEqual(hub.visible());
  expect(await outboxOf(kit.store)).toEqual([]);
});

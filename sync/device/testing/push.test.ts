// Push: exactly once and in order, whatever the network and the server do.

import { describe, expect, it } from 'vitest';
import { readRow } from '../src/merged';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { push } from '../src/push';
import type { Json } from '../src/wire';
import { aKit, aWish, ok, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

function aDevice(): { hub: FakeHub; kit: TestKit } {
  const hub = new FakeHub();
  return { hub, kit: aKit({ transport: hub }) };
}

const make = (kit: TestKit, name: string, args: Json, uid?: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish(name, args, uid)));

const books = async (kit: TestKit, count: number): Promise<void> => {
  for (let i = 1; i <= count; i += 1) await make(kit, 'book.open', { id: `b${i}` }, `u${i}`);
};

const statesOf = async (kit: TestKit) => (await outboxOf(kit.store)).map((entry) => entry.state);

it('sends the outbox in order and files the results', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 3);
  expect(await push(kit)).toEqual({ kind: 'done' });
  expect(hub.effects).toEqual(['u1', 'u2', 'u3']);
  expect(await statesOf(kit)).toEqual(['settled', 'settled', 'settled']);
});

it('keeps everything in the outbox until a pull has seen its effect', async () => {
  const { kit } = aDevice();
  await books(kit, 2);
  await push(kit);
  expect(await outboxOf(kit.store)).toHaveLength(2);
  await pull(kit);
  expect(await outboxOf(kit.store)).toEqual([]);
});

it('scenario 01: gets the same stored results when the response was lost after the commit', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 2);
  hub.afterCommit = () => {
    throw new Error('cut off');
  };
  expect(await push(kit)).toMatchObject({ kind: 'transient', cause: 'network' });
  expect(await statesOf(kit)).toEqual(['sending', 'sending']);
  hub.afterCommit = () => undefined;
  await push(kit);
  expect(hub.effects).toEqual(['u1', 'u2']);
  expect(await statesOf(kit)).toEqual(['settled', 'settled']);
});

it('sends at most 200 mutations at once', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 203);
  await push(kit);
  expect(hub.pushes.map((request) => request.mutations.length)).toEqual([200, 3]);
});

it('sends at most 512 KB at once', async () => {
  const { hub, kit } = aDevice();
  const title = '字'.repeat(60_000);
  for (const id of ['a', 'b', 'c', 'd']) await make(kit, 'book.open', { id, title });
  await push(kit);
  expect(hub.pushes.map((request) => request.mutations.length)).toEqual([2, 2]);
});

it('halves the batch on 413 until it passes', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 8);
  const tooLarge = async () => ({ status: 413, json: undefined });
  hub.script = [tooLarge, tooLarge];
  await push(kit);
  expect(hub.pushes.map((request) => request.mutations.length)).toEqual([8, 4, 2, 4, 2]);
  expect(hub.effects).toHaveLength(8);
});

it('sets aside one mutation that is too large for the way, and the others pass', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 2);
  const tooLarge = async () => ({ status: 413, json: undefined });
  hub.script = [tooLarge, tooLarge];
  expect(await push(kit)).toEqual({ kind: 'done' });
  const [first, second] = await outboxOf(kit.store);
  expect(first).toMatchObject({ state: 'refused', result: { code: 'too-large' } });
  expect(first?.original?.args).toEqual({ id: 'b1' });
  expect(second?.state).toBe('settled');
});

it('gives up for a while where even an empty mutation is too large', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  hub.script = Array.from({ length: 9 }, () => async () => ({ status: 413, json: undefined }));
  expect(await push(kit)).toMatchObject({ kind: 'transient', code: 'too-large' });
});

it('scenario 22: stops on 401 in mid-push and keeps what was not answered', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 203);
  hub.script = [null, async () => ({ status: 401, json: { slug: 'signed-out' } })];
  expect(await push(kit)).toEqual({ kind: 'signed-out' });
  expect((await statesOf(kit)).slice(199)).toEqual(['settled', 'sending', 'sending', 'sending']);
  await push(kit);
  expect(hub.effects).toHaveLength(203);
});

const strangers: [string, { status: number; json: unknown }][] = [
  ['a captive portal with 200 and HTML', { status: 200, json: undefined }],
  ['200 with somebody else’s JSON', { status: 200, json: { hello: 1 } }],
  ['200 with an array', { status: 200, json: [] }],
  ['a proxy’s 502', { status: 502, json: undefined }],
  ['a proxy’s own 401 page', { status: 401, json: undefined }],
];

describe.each(strangers)('%s', (_, answer) => {
  it('counts as no success and loses nothing', async () => {
    const { hub, kit } = aDevice();
    await books(kit, 1);
    hub.script = [async () => answer];
    expect(await push(kit)).toMatchObject({ kind: 'transient' });
    expect(await statesOf(kit)).toEqual(['sending']);
    await push(kit);
    expect(hub.effects).toEqual(['u1']);
  });
});

it('waits as long as the server says on 429', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  hub.script = [async () => ({ status: 429, json: {}, retryAfter: 60 })];
  expect(await push(kit)).toMatchObject({ kind: 'transient', cause: 'busy', retryAfter: 60 });
});

it('scenario 12: files a refusal with three dependents held back, and an independent that passes', async () => {
  const { kit } = aDevice();
  await make(kit, 'book.open', { id: 'b1' }, 'open');
  await push(kit);
  await pull(kit);
  await make(kit, 'book.close', { id: 'b1' });
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' }, 'root');
  for (const text of ['x', 'y', 'z']) await make(kit, 'note.mend', { id: 'n1', text });
  await make(kit, 'book.open', { id: 'b2' });
  await push(kit);
  const entries = await outboxOf(kit.store);
  expect(entries.map((entry) => entry.state)).toEqual([
    ...['settled', 'refused', 'refused', 'refused', 'refused', 'settled'],
  ]);
  expect(entries[4]?.result).toMatchObject({ code: 'dependency-rejected', root_uid: 'root' });
});

it('takes the prediction of a refused mutation back at once', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  await push(kit);
  await pull(kit);
  hub.write('book', 'b1', { title: '', notes: 0, closed: true });
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  await push(kit);
  expect(await kit.store.read((tx) => readRow(tx, 'note', 'n1'))).toBeUndefined();
  expect(await outboxOf(kit.store)).toMatchObject([{ args: { id: 'n1' }, state: 'refused' }]);
});

it('scenario 15: gets a new client and new numbers on a fork, keeps the uids, and runs nothing twice', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 2);
  // The server has answered somebody else under this client's first two numbers.
  hub.clients.set('client-1', {
    last_seq: 2,
    uids: new Map([
      [1, 'x'],
      [2, 'y'],
    ]),
  });
  await push(kit);
  expect(hub.effects).toEqual(['u1', 'u2']);
  expect(hub.pushes.at(-1)?.client_id).toBe('client-2');
  expect(hub.pushes.at(-1)?.mutations.map(({ seq, uid }) => [seq, uid])).toEqual([
    [1, 'u1'],
    [2, 'u2'],
  ]);
});

it('numbers on after a fork', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 2);
  hub.clients.set('client-1', { last_seq: 1, uids: new Map([[1, 'x']]) });
  await push(kit);
  const next = await make(kit, 'book.open', { id: 'b9' });
  expect([next.client_id, next.seq]).toEqual(['client-2', 3]);
});

it('sends again from the expected number on a gap', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  await push(kit);
  await pull(kit);
  await make(kit, 'book.open', { id: 'b2' }, 'u2');
  hub.clients.set('client-1', { last_seq: 0, uids: new Map() });
  await push(kit);
  expect(hub.pushes.at(-1)?.mutations.map(({ seq, uid }) => [seq, uid])).toEqual([
    [1, 'u1'],
    [2, 'u2'],
  ]);
  expect(hub.effects).toEqual(['u1', 'u2']);
});

it('re-keys where the number that is expected is gone', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  await push(kit);
  await pull(kit);
  await kit.store.write((tx) => tx.sent.remove([1]));
  await make(kit, 'book.open', { id: 'b2' }, 'u2');
  hub.clients.set('client-1', { last_seq: 0, uids: new Map() });
  await push(kit);
  expect(hub.pushes.at(-1)).toMatchObject({
    client_id: 'client-2',
    mutations: [{ seq: 1, uid: 'u2' }],
  });
});

it('leaves a server alone that halts without end', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  const halt = { last_seq: 0, server_time: '', halt: { code: 'client-forked' }, results: [] };
  hub.script = Array.from({ length: 20 }, () => async () => ok(halt));
  expect(await push(kit)).toMatchObject({ kind: 'transient', cause: 'busy' });
  expect(hub.pushes.length).toBeLessThan(6);
});

it('scenario 14: backs off on a transient halt and keeps what was taken before it', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 2);
  const results = [{ seq: 1, uid: 'u1', status: 'applied', version: 1, conflicts: [] }];
  hub.script = [
    async () => ok({ last_seq: 1, server_time: '', halt: { code: 'transient' }, results }),
  ];
  expect(await push(kit)).toMatchObject({ kind: 'transient', code: 'transient' });
  expect(await statesOf(kit)).toEqual(['settled', 'sending']);
});

it('files no answer that was meant for another client', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 1);
  const results = [{ seq: 1, uid: 'u1', status: 'applied', version: 1, conflicts: [] }];
  hub.script = [
    async () => {
      // A second tab re-keys while this answer is under way.
      const { rekey } = await import('../src/rekey');
      await kit.store.write((tx) => rekey(tx, kit, 'client-1'));
      return ok({ last_seq: 1, server_time: '', halt: null, results });
    },
  ];
  await push(kit);
  expect(hub.pushes.map((request) => request.client_id)).toEqual(['client-1', 'client-2']);
  expect(hub.effects).toEqual(['u1']);
});

it('scenario 21: measures how far the device’s clock is off', async () => {
  const { kit } = aDevice();
  await books(kit, 1);
  kit.clock.time += 3 * 24 * 3_600_000;
  await push(kit);
  const skew = await kit.store.read((tx) => tx.meta.get('skew_ms'));
  expect(skew).toBe(1_000 - 3 * 24 * 3_600_000);
});

it('lets two tabs push the same outbox without a second effect', async () => {
  const { hub, kit } = aDevice();
  await books(kit, 5);
  await Promise.all([push(kit), push(kit)]);
  expect(hub.effects).toEqual(['u1', 'u2', 'u3', 'u4', 'u5']);
});

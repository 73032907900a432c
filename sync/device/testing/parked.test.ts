// Parked: what an operator makes of a mutation comes back by the pull, also after a re-key.

import { beforeEach, expect, it } from 'vitest';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { push } from '../src/push';
import { rekey } from '../src/rekey';
import { discard } from '../src/resolve';
import { aKit, aWish, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

let hub: FakeHub;
let kit: TestKit;

const make = (id: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish('book.open', { id }, `u-${id}`)));

async function sync(): Promise<void> {
  await push(kit);
  await pull(kit);
}

/** The hub has taken b1 and put it aside for an operator; b2 went through. */
beforeEach(async () => {
  hub = new FakeHub();
  kit = aKit({ transport: hub });
  await make('b1');
  await make('b2');
  await push(kit);
  hub.settle('u-b1', { status: 'parked', code: 'parked' } as never);
  await kit.store.write(async (tx) => {
    const entry = await tx.outbox.byUid('u-b1');
    if (entry) await tx.outbox.put([{ ...entry, state: 'parked' }]);
  });
  await pull(kit);
});

it('names the numbers whose repair it waits for', async () => {
  expect(hub.pulls.at(-1)).toMatchObject({ client_id: 'client-1', parked: [1] });
  expect(await outboxOf(kit.store)).toMatchObject([{ uid: 'u-b1', state: 'parked' }]);
});

it('takes a repair for its result, and the entry goes with the next pull', async () => {
  hub.settle('u-b1', { status: 'applied', version: 2, conflicts: [] } as never);
  await pull(kit);
  await pull(kit);
  expect(await outboxOf(kit.store)).toEqual([]);
  expect(hub.pulls.at(-1)).toMatchObject({ parked: [] });
});

it('takes a rejection for a refusal that waits for its user', async () => {
  hub.settle('u-b1', { status: 'rejected', code: 'parked-rejected', title: '不予受理' } as never);
  await pull(kit);
  expect(await outboxOf(kit.store)).toMatchObject([
    { uid: 'u-b1', state: 'refused', result: { code: 'parked-rejected' } },
  ]);
});

it('asks under the earlier name after a re-key, and takes no rows from that answer', async () => {
  await kit.store.write((tx) => rekey(tx, kit, 'client-1'));
  hub.settle('u-b1', { status: 'applied', version: 2, conflicts: [] } as never);
  const before = await kit.store.read((tx) => tx.meta.get('cursor'));
  await pull(kit);
  expect(hub.pulls.slice(-2)).toMatchObject([
    { client_id: 'client-2', parked: [] },
    { client_id: 'client-1', parked: [1], ack: 1 },
  ]);
  expect(await outboxOf(kit.store)).toMatchObject([{ uid: 'u-b1', state: 'settled' }]);
  expect(await kit.store.read((tx) => tx.meta.get('cursor'))).toBe(before);
});

it('does not lose the pull where the question about an earlier name fails', async () => {
  await kit.store.write((tx) => rekey(tx, kit, 'client-1'));
  hub.script = [null, () => Promise.reject(new Error('cut'))];
  expect(await pull(kit)).toEqual({ kind: 'done' });
  expect(await outboxOf(kit.store)).toMatchObject([{ uid: 'u-b1', state: 'parked' }]);
});

it('does not run what its user has discarded when a restored server is told again', async () => {
  const fresh = new FakeHub();
  await kit.store.write((tx) => discard(tx, kit, 'u-b1'));
  Object.assign(hub, { rows: fresh.rows, ledger: fresh.ledger, clients: fresh.clients });
  hub.epoch = 'e2';
  await sync();
  await sync();
  expect(Object.keys(hub.visible())).toEqual(['book/b2']);
});

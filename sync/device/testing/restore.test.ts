// Restore: a server that comes back from a backup is told again what it has lost.

import { expect, it } from 'vitest';
import { enqueue } from '../src/outbox';
import type { Upload, UploadOutcome } from '../src/ports';
import { pull } from '../src/pull';
import { push } from '../src/push';
import { rekey } from '../src/rekey';
import { round } from '../src/round';
import type { Json, PushRequest } from '../src/wire';
import { aKit, aWish, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

const QUIET = { phase: () => undefined, progress: () => undefined, isWanted: () => false };

const make = (kit: TestKit, name: string, args: Json, uid?: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish(name, args, uid)));

async function sync(kit: TestKit): Promise<void> {
  await push(kit);
  await pull(kit);
}

/** Three books on the server; the backup knows only the first. */
async function aLoss(): Promise<{ hub: FakeHub; kit: TestKit; restore: () => void }> {
  const hub = new FakeHub();
  const kit = aKit({ transport: hub });
  await make(kit, 'book.open', { id: 'b1' }, 'u1');
  await sync(kit);
  const restore = hub.backup();
  await make(kit, 'book.open', { id: 'b2' }, 'u2');
  await make(kit, 'book.open', { id: 'b3' }, 'u3');
  await sync(kit);
  return { hub, kit, restore };
}

it('scenario 16: sends again, under the old numbers, all that the archive holds', async () => {
  const { hub, kit, restore } = await aLoss();
  restore();
  await sync(kit);
  await sync(kit);
  expect(Object.keys(hub.visible())).toEqual(['book/b1', 'book/b2', 'book/b3']);
  expect(hub.pushes.at(-1)).toMatchObject({
    client_id: 'client-1',
    mutations: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
  });
  expect(hub.effects).toEqual(['u1', 'u2', 'u3', 'u2', 'u3']);
  expect(await outboxOf(kit.store)).toEqual([]);
});

it('hears of it when it pushes first, and nothing overtakes what was lost', async () => {
  const { hub, kit, restore } = await aLoss();
  await kit.store.write((tx) => rekey(tx, kit, 'client-1'));
  restore();
  hub.effects = [];
  await make(kit, 'note.write', { id: 'n1', book_id: 'b3' }, 'u4');
  await push(kit);
  expect(hub.effects).toEqual(['u2', 'u3', 'u4']);
  expect(await outboxOf(kit.store)).toMatchObject([
    ...['u1', 'u2', 'u3', 'u4'].map((uid) => ({ uid, state: 'settled' })),
  ]);
});

it('finds out by a gap, too, where the server does not know that it was restored', async () => {
  const { hub, kit, restore } = await aLoss();
  const { epoch } = hub;
  restore();
  hub.epoch = epoch;
  await make(kit, 'book.open', { id: 'b4' }, 'u4');
  await push(kit);
  expect(Object.keys(hub.visible())).toEqual(['book/b1', 'book/b2', 'book/b3', 'book/b4']);
});

it('believes no answer of the lost history that comes late', async () => {
  const { hub, kit, restore } = await aLoss();
  await make(kit, 'book.open', { id: 'b4' }, 'u4');
  hub.script = [
    async () => {
      const late = await hub.push(hub.pushes.at(-1) as PushRequest);
      restore();
      // Another tab hears of the restore meanwhile, and finds no network when it sends again.
      hub.script = [null, () => Promise.reject(new Error('offline'))];
      await push(kit);
      return late;
    },
  ];
  await push(kit);
  await pull(kit);
  expect(Object.keys(hub.visible())).toEqual(['book/b1', 'book/b2', 'book/b3', 'book/b4']);
  expect(await outboxOf(kit.store)).toEqual([]);
});

it('re-keys where the archive no longer holds the number that is expected', async () => {
  const { hub, kit, restore } = await aLoss();
  restore();
  await kit.store.write((tx) => tx.sent.remove([2]));
  await sync(kit);
  await sync(kit);
  expect(hub.pushes.at(-1)).toMatchObject({
    client_id: 'client-2',
    mutations: [
      { seq: 1, uid: 'u1' },
      { seq: 2, uid: 'u3' },
    ],
  });
});

it('sends again what an earlier client of this device had sent', async () => {
  const { hub, kit, restore } = await aLoss();
  await kit.store.write((tx) => rekey(tx, kit, 'client-1'));
  await make(kit, 'book.open', { id: 'b4' }, 'u4');
  await sync(kit);
  restore();
  await sync(kit);
  await sync(kit);
  const books = Object.keys(hub.visible()).sort();
  expect(books).toEqual(['book/b1', 'book/b2', 'book/b3', 'book/b4']);
});

it('sends first what a clone’s number hides, before anything newer', async () => {
  const hub = new FakeHub();
  const kit = aKit({ transport: hub });
  const restore = hub.backup();
  await make(kit, 'book.open', { id: 'b1' }, 'u1');
  await make(kit, 'book.open', { id: 'b2' }, 'u2');
  await sync(kit);
  restore();
  hub.effects = [];
  const clone = aKit({ transport: hub });
  await make(clone, 'book.open', { id: 'b9' }, 'u9');
  await push(clone);
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' }, 'u3');
  await push(kit);
  expect(hub.pushes[0]?.client_id).toBe(hub.pushes.at(-3)?.client_id);
  expect(hub.effects).toEqual(['u9', 'u1', 'u2', 'u3']);
});

it('fills the number of a refusal that the user had settled with a noop', async () => {
  const { discard } = await import('../src/resolve');
  const { hub, kit, restore } = await aLoss();
  hub.write('book', 'b1', { notes: 0, closed: true });
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' }, 'refused');
  await sync(kit);
  await kit.store.write((tx) => discard(tx, kit, 'refused'));
  restore();
  await sync(kit);
  await sync(kit);
  expect(hub.pushes.at(-1)?.mutations.map(({ seq, name }) => [seq, name])).toEqual([
    [1, 'book.open'],
    [2, 'book.open'],
    [3, 'book.open'],
    [4, 'noop'],
  ]);
});

it('uploads a delivered photo again that the backup did not hold', async () => {
  const hub = new FakeHub();
  const sent: string[] = [];
  const upload = async ({ photo_id }: Upload): Promise<UploadOutcome> => {
    sent.push(photo_id);
    hub.write('photo', photo_id, { subject_id: 'n1', blob: 'present' });
    return { kind: 'done' };
  };
  const kit = aKit({ transport: hub, uploader: { upload } });
  const all = async (): Promise<void> => {
    expect(await round(kit, QUIET)).toBeNull();
  };
  const restore = hub.backup();
  kit.blobs.add('p1', 10);
  await make(kit, 'photo.attach', { photo_id: 'p1', note_id: 'n1' }, 'u1');
  await all();
  expect(kit.blobs.infos.get('p1')?.state).toBe('delivered');
  restore();
  await all();
  await all();
  expect(sent).toEqual(['p1', 'p1']);
  expect(hub.row('photo', 'p1')).toMatchObject({ blob: 'present' });
  expect(kit.blobs.infos.get('p1')?.state).toBe('delivered');
});

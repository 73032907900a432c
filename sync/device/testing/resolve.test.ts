// Resolving: discard, undo, fix and resend.

import { beforeEach, describe, expect, it } from 'vitest';
import { readRow } from '../src/merged';
import { enqueue } from '../src/outbox';
import { pull } from '../src/pull';
import { push } from '../src/push';
import { discard, fixAndResend, StillSending } from '../src/resolve';
import { undoDiscard } from '../src/undo';
import type { Json } from '../src/wire';
import { aKit, aWish, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

let hub: FakeHub;
let kit: TestKit;

beforeEach(() => {
  hub = new FakeHub();
  kit = aKit({ transport: hub });
});

const make = (name: string, args: Json, uid?: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish(name, args, uid)));

const drop = (uid: string) => kit.store.write((tx) => discard(tx, kit, uid));
const undo = (uids: string[]) => kit.store.write((tx) => undoDiscard(tx, kit, uids));
const fix = (uid: string, args?: Json) => kit.store.write((tx) => fixAndResend(tx, kit, uid, args));
const seen = (entity: string, id: string) => kit.store.read((tx) => readRow(tx, entity, id));

async function sync(): Promise<void> {
  await push(kit);
  await pull(kit);
}

/** A note refused because its book was closed meanwhile, and a mending that hangs on it. */
async function aRefusal(): Promise<void> {
  hub.write('book', 'b1', { notes: 0 });
  hub.write('book', 'b2', { notes: 0 });
  await pull(kit);
  hub.write('book', 'b1', { notes: 0, closed: true });
  await make('note.write', { id: 'n1', book_id: 'b1', text: '一' }, 'root');
  await make('note.mend', { id: 'n1', text: '二' }, 'held');
  await sync();
}

describe('an unsent mutation that is discarded', () => {
  it('stays as a noop under its number and uid, so that no gap is left', async () => {
    await make('book.open', { id: 'b1' }, 'u1');
    await make('book.open', { id: 'b2' }, 'u2');
    await drop('u1');
    await push(kit);
    expect(
      hub.pushes[0]?.mutations.map(({ seq, uid, name, args }) => [seq, uid, name, args]),
    ).toEqual([
      [1, 'u1', 'noop', {}],
      [2, 'u2', 'book.open', { id: 'b2' }],
    ]);
  });

  it('takes its row and its dependents along', async () => {
    await make('book.open', { id: 'b1' }, 'u1');
    await make('note.write', { id: 'n1', book_id: 'b1' }, 'u2');
    expect(await drop('u1')).toEqual(['u1', 'u2']);
    expect(await seen('book', 'b1')).toBeUndefined();
    await push(kit);
    expect(hub.visible()).toEqual({});
  });

  it('comes back by undo as it was', async () => {
    await make('book.open', { id: 'b1' }, 'u1');
    await make('note.write', { id: 'n1', book_id: 'b1' }, 'u2');
    const before = await outboxOf(kit.store);
    await undo(await drop('u1'));
    expect(await outboxOf(kit.store)).toEqual(before);
    expect(await seen('note', 'n1')).toBeDefined();
  });

  it('comes back anew, once, where its noop has gone out already', async () => {
    await make('book.open', { id: 'b1' }, 'u1');
    await make('note.write', { id: 'n1', book_id: 'b1' }, 'u2');
    const uids = await drop('u1');
    await sync();
    await undo(uids);
    await undo(uids);
    await sync();
    expect(hub.visible()).toMatchObject({ 'book/b1': { notes: 1 }, 'note/n1': {} });
    const made = hub.pushes.flatMap(({ mutations }) => mutations.map(({ name }) => name));
    expect(made).toEqual(['noop', 'noop', 'book.open', 'note.write']);
  });
});

it('does not let go of what the server may be taking', async () => {
  await make('book.open', { id: 'b1' }, 'u1');
  hub.script = [() => Promise.reject(new Error('cut'))];
  await push(kit);
  await expect(drop('u1')).rejects.toThrow(StillSending);
});

describe('a refused mutation', () => {
  it('leaves the outbox when it is discarded, with all it held back', async () => {
    await aRefusal();
    expect(await drop('root')).toEqual(['root', 'held']);
    expect(await outboxOf(kit.store)).toEqual([]);
    expect(await kit.store.read((tx) => tx.sent.list())).toMatchObject([
      { uid: 'root', result: { code: 'book-closed' } },
      { uid: 'held' },
    ]);
  });

  it('waits again where it waited, after undo', async () => {
    await aRefusal();
    const before = await outboxOf(kit.store);
    await undo(await drop('root'));
    expect(await outboxOf(kit.store)).toEqual(before);
  });

  it('goes again with other args, new uids and rewritten deps', async () => {
    await aRefusal();
    const [root, held] = await fix('root', { id: 'n1', book_id: 'b2', text: '一' });
    expect([root?.uid, held?.uid]).not.toContain('root');
    expect(held?.deps).toEqual([root?.uid]);
    expect([root?.seq, held?.seq]).toEqual([3, 4]);
    expect(await seen('note', 'n1')).toMatchObject({ book_id: 'b2', text: '二' });
    await sync();
    expect(hub.row('note', 'n1')).toEqual({ id: 'n1', book_id: 'b2', text: '二' });
    expect(await outboxOf(kit.store)).toEqual([]);
  });

  it('takes along dependents that have not been sent: they leave a noop behind', async () => {
    await aRefusal();
    await kit.store.write(async (tx) => {
      const wish = aWish('note.mend', { id: 'n1', text: '三' }, 'late');
      const { file } = await import('../src/outbox');
      const entry = await file(tx, kit, wish, null);
      await tx.outbox.put([{ ...entry, deps: ['held'] }]);
    });
    await fix('root', { id: 'n1', book_id: 'b2' });
    await sync();
    expect(hub.pushes.at(-1)?.mutations.map(({ name }) => name)).toEqual([
      ...['noop', 'note.write', 'note.mend', 'note.mend'],
    ]);
    expect(hub.row('note', 'n1')).toMatchObject({ text: '三' });
  });

  it('goes again even where its prediction fails here, and keeps what it is about', async () => {
    await aRefusal();
    hub.write('book', 'b1', null);
    await pull(kit);
    const [root] = await fix('root');
    expect(root).toMatchObject({ fault: 'Error: no book b1', about: ['book/b1', 'note/n1'] });
    await sync();
    expect((await outboxOf(kit.store))[0]?.result).toMatchObject({ code: 'book-unknown' });
  });

  it('forgets nothing where the mended args are too large', async () => {
    await aRefusal();
    const before = await outboxOf(kit.store);
    await expect(fix('root', { text: 'x'.repeat(300_000) })).rejects.toThrow('note.write');
    expect(await outboxOf(kit.store)).toEqual(before);
  });
});

it('sends work that had been set aside as too large, once it has been made smaller', async () => {
  await make('book.open', { id: 'b1', title: 'long' }, 'u1');
  hub.script = [async () => ({ status: 413, json: undefined })];
  await sync();
  await fix('u1', { id: 'b1', title: 'short' });
  await sync();
  expect(hub.row('book', 'b1')).toMatchObject({ title: 'short' });
  expect(await outboxOf(kit.store)).toEqual([]);
});

// Outbox: seq, optimistic write, dependencies and base versions.

import { expect, it } from 'vitest';
import { readRow, readRows } from '../src/merged';
import { enqueue, MAX_MUTATION_BYTES } from '../src/outbox';
import type { BaseRow } from '../src/store';
import { aKit, aWish, outboxOf } from './builders';

const aBook = (id: string, version: number): BaseRow => ({
  ...{ entity: 'book', id, parent: null, row: { id, notes: 0 }, scopes: ['s'], version },
});

const make = (kit: ReturnType<typeof aKit>, ...wish: Parameters<typeof aWish>) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish(...wish)));

it('numbers mutations 1, 2, 3 under one client', async () => {
  const kit = aKit();
  for (const id of ['a', 'b', 'c']) await make(kit, 'book.open', { id });
  const entries = await outboxOf(kit.store);
  expect(entries.map(({ seq, client_id }) => [seq, client_id])).toEqual([
    [1, 'client-1'],
    [2, 'client-1'],
    [3, 'client-1'],
  ]);
});

it('shows the predicted row at once', async () => {
  const kit = aKit();
  await make(kit, 'book.open', { id: 'b1', title: '台账' });
  const row = await kit.store.read((tx) => readRow(tx, 'book', 'b1'));
  expect(row).toEqual({ id: 'b1', title: '台账', notes: 0 });
});

it('keeps neither mutation, seq nor row where the prediction throws', async () => {
  const kit = aKit();
  await expect(make(kit, 'note.write', { id: 'n1', book_id: 'none' })).rejects.toThrow('no book');
  expect(await outboxOf(kit.store)).toEqual([]);
  expect(await kit.store.read((tx) => tx.meta.get('next_seq'))).toBeUndefined();
});

it('names the pending mutation that created the row it needs', async () => {
  const kit = aKit();
  await make(kit, 'book.open', { id: 'b1' }, 'opening');
  const note = await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  expect(note.deps).toEqual(['opening']);
});

it('names every pending writer where it needs all of them', async () => {
  const kit = aKit();
  await make(kit, 'book.open', { id: 'b1' }, 'opening');
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' }, 'writing');
  const closing = await make(kit, 'book.close', { id: 'b1' });
  expect(closing.deps).toEqual(['opening', 'writing']);
});

it('needs nobody for a row that the server has', async () => {
  const kit = aKit();
  await kit.store.write((tx) => tx.base.put([aBook('b1', 7)]));
  const note = await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  expect(note.deps).toEqual([]);
});

it('tells the versions of the server rows that were read, and of no others', async () => {
  const kit = aKit();
  await kit.store.write((tx) => tx.base.put([aBook('b1', 7), aBook('b2', 8)]));
  const note = await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  const mending = await make(kit, 'note.mend', { id: 'n1', text: 'x' });
  expect([note.base, mending.base]).toEqual([{ 'book/b1': 7 }, {}]);
});

it('remembers the rows it wrote and their parents', async () => {
  const kit = aKit();
  await make(kit, 'book.open', { id: 'b1' });
  await make(kit, 'note.write', { id: 'n1', book_id: 'b1' });
  const mending = await make(kit, 'note.mend', { id: 'n1', text: 'x' });
  expect(mending.about).toEqual(['note/n1', 'book/b1']);
});

it('lays pending changes over the server rows of a parent', async () => {
  const kit = aKit();
  const note = { entity: 'note', parent: 'b1', scopes: ['s'], version: 1 };
  await kit.store.write((tx) =>
    tx.base.put([
      aBook('b1', 1),
      { ...note, id: 'n1', row: { id: 'n1', book_id: 'b1', text: 'old' } },
      { ...note, id: 'n2', row: { id: 'n2', book_id: 'b1', text: 'torn' } },
    ]),
  );
  await make(kit, 'note.mend', { id: 'n1', text: 'new' });
  await make(kit, 'note.tear', { id: 'n2' });
  await make(kit, 'note.write', { id: 'n3', book_id: 'b1', text: 'third' });
  const rows = await kit.store.read((tx) => readRows(tx, 'note', 'b1'));
  expect(rows.map(({ id, text }) => [id, text])).toEqual([
    ['n1', 'new'],
    ['n3', 'third'],
  ]);
});

it('files a call that is repeated under the same uid only once', async () => {
  const kit = aKit();
  const wish = aWish('book.open', { id: 'b1' });
  await kit.store.write((tx) => enqueue(tx, kit, wish));
  await kit.store.write((tx) => enqueue(tx, kit, wish));
  expect(await outboxOf(kit.store)).toHaveLength(1);
});

it('refuses a mutation that no push could carry', async () => {
  const kit = aKit();
  const title = '长'.repeat(MAX_MUTATION_BYTES / 3);
  await expect(make(kit, 'book.open', { id: 'b1', title })).rejects.toThrow('book.open');
});

// The Store port's own tests: every adapter has to pass them.

import { beforeEach, describe, expect, it } from 'vitest';
import type { BaseRow, OutboxEntry, OverlayRow, Store } from '../src/store';
import { anEntry } from './builders';

const aRow = (id: string, change: Partial<BaseRow> = {}): BaseRow => ({
  ...{ entity: 'visit', id, parent: null, row: { id }, scopes: ['unit:1'], version: 1 },
  ...change,
});

const anOverlay = (id: string, change: Partial<OverlayRow> = {}): OverlayRow => ({
  ...{ entity: 'visit', id, parent: null, row: { id }, created_by: null, writers: ['u'] },
  ...change,
});

const failing = async (store: Store, entry: OutboxEntry): Promise<void> => {
  await store.write(async (tx) => {
    await tx.outbox.put([entry]);
    await tx.meta.set('next_seq', 99);
    throw new Error('planted');
  });
};

export function describeStore(name: string, make: () => Promise<Store>): void {
  describe(`${name} as a Store`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await make();
    });

    it('knows nothing at first', async () => {
      const found = await store.read(async (tx) => [
        await tx.meta.get('cursor'),
        await tx.outbox.list(),
        await tx.base.get('visit', '1'),
      ]);
      expect(found).toEqual([undefined, [], undefined]);
    });

    it('keeps what a transaction wrote', async () => {
      await store.write((tx) => tx.meta.set('cursor', 'c1'));
      expect(await store.read((tx) => tx.meta.get('cursor'))).toBe('c1');
    });

    it('sees its own writes inside a transaction', async () => {
      const seen = await store.write(async (tx) => {
        await tx.base.put([aRow('1')]);
        return tx.base.list('visit');
      });
      expect(seen).toHaveLength(1);
    });

    it('keeps nothing of a transaction that throws', async () => {
      await expect(failing(store, anEntry(1))).rejects.toThrow('planted');
      const left = await store.read(async (tx) => [
        await tx.outbox.list(),
        await tx.meta.get('next_seq'),
      ]);
      expect(left).toEqual([[], undefined]);
    });

    it('forgets a meta value that is removed', async () => {
      await store.write((tx) => tx.meta.set('cursor', 'c1'));
      await store.write((tx) => tx.meta.remove('cursor'));
      expect(await store.read((tx) => tx.meta.get('cursor'))).toBeUndefined();
    });

    it('lists entries in the order of n, whatever the order of writing', async () => {
      await store.write((tx) => tx.outbox.put([anEntry(10), anEntry(9), anEntry(2)]));
      const entries = await store.read((tx) => tx.outbox.list());
      expect(entries.map((entry) => entry.n)).toEqual([2, 9, 10]);
    });

    it('finds entries by n and by uid, unchanged in every field', async () => {
      const entry = anEntry(3, { args: { note: '无燃气泄漏', inputs: { a: [1, null] } } });
      await store.write((tx) => tx.outbox.put([entry]));
      const found = await store.read(async (tx) => [
        await tx.outbox.get(3),
        await tx.outbox.byUid(entry.uid),
        await tx.outbox.byUid('nobody'),
      ]);
      expect(found).toEqual([entry, entry, undefined]);
    });

    it('refuses a second entry under the same uid', async () => {
      await store.write((tx) => tx.outbox.put([anEntry(1, { uid: 'same' })]));
      const twice = store.write((tx) => tx.outbox.put([anEntry(2, { uid: 'same' })]));
      await expect(twice).rejects.toThrow();
    });

    it('keeps outbox and archive apart', async () => {
      await store.write((tx) => tx.sent.put([anEntry(1)]));
      await store.write((tx) => tx.outbox.put([anEntry(1), anEntry(2)]));
      await store.write((tx) => tx.outbox.remove([1, 2]));
      const left = await store.read(async (tx) => [await tx.outbox.list(), await tx.sent.list()]);
      expect(left.map((list) => list.length)).toEqual([0, 1]);
    });

    it('lists rows of one entity, or of one parent, in the order of their ids', async () => {
      const answers = ['c', 'a', 'b'].map((id) => aRow(id, { entity: 'answer', parent: 'v1' }));
      const other = aRow('d', { entity: 'answer', parent: 'v2' });
      await store.write((tx) => tx.base.put([...answers, other, aRow('a')]));
      const ids = await store.read(async (tx) => [
        (await tx.base.list('answer')).map((row) => row.id),
        (await tx.base.list('answer', 'v1')).map((row) => row.id),
      ]);
      expect(ids).toEqual([
        ['a', 'b', 'c', 'd'],
        ['a', 'b', 'c'],
      ]);
    });

    it('finds rows by any of their scopes', async () => {
      const both = aRow('1', { scopes: ['unit:1', 'user:3'] });
      await store.write((tx) => tx.base.put([both, aRow('2')]));
      const found = await store.read(async (tx) => [
        await tx.base.withScope('user:3'),
        await tx.base.withScope('unit:9'),
      ]);
      expect(found).toEqual([[both], []]);
    });

    it('finds many rows at once, and leaves out those that there are not', async () => {
      await store.write((tx) => tx.base.put([aRow('1'), aRow('2'), aRow('3')]));
      const keys = ['3', 'none', '1'].map((id) => ({ entity: 'visit', id }));
      const found = await store.read((tx) => tx.base.many(keys));
      expect(found.map(({ id }) => id).sort()).toEqual(['1', '3']);
      expect(await store.read((tx) => tx.base.many([]))).toEqual([]);
    });

    it('tells the heads of all rows, whatever their entity', async () => {
      const both = aRow('1', { scopes: ['unit:1', 'user:3'], version: 7 });
      await store.write((tx) =>
        tx.base.put([both, aRow('v1.A', { entity: 'answer', parent: 'v1' })]),
      );
      const heads = await store.read((tx) => tx.base.heads());
      expect(heads.sort((a, b) => a.version - b.version)).toEqual([
        { entity: 'answer', id: 'v1.A', scopes: ['unit:1'], version: 1 },
        { entity: 'visit', id: '1', scopes: ['unit:1', 'user:3'], version: 7 },
      ]);
    });

    it('lists rows page by page in the order of entity and id', async () => {
      const rows = ['c', 'a', 'b'].map((id) => aRow(id));
      await store.write((tx) => tx.base.put([...rows, aRow('z', { entity: 'answer' })]));
      const seen = await store.read(async (tx) => {
        const first = await tx.base.page(null, 2);
        const second = await tx.base.page(first.at(-1) ?? null, 2);
        return [first, second, await tx.base.page(second.at(-1) ?? null, 2)];
      });
      expect(seen.map((page) => page.map(({ id }) => id))).toEqual([['z', 'a'], ['b', 'c'], []]);
    });

    it('keeps the next base apart until it is used, and then forgets the one before', async () => {
      for (const round of ['first', 'second', 'third']) {
        await store.write(async (tx) => {
          await tx.base.put([aRow('old')]);
          await tx.next?.put([aRow(round)]);
        });
        const before = await store.read((tx) => tx.base.list('visit'));
        expect(before.map(({ id }) => id)).not.toContain(round);
        await store.write(async (tx) => tx.next?.use());
        const seen = await store.read(async (tx) => [
          await tx.base.list('visit'),
          (await tx.next?.list('visit')) ?? [],
        ]);
        expect(seen.map((list) => list.map(({ id }) => id))).toEqual([[round], []]);
      }
    });

    it('sees in a transaction at once that the next base is used, and forgets it with the rest', async () => {
      await store.write((tx) => tx.base.put([aRow('old')]));
      const failed = store.write(async (tx) => {
        await tx.next?.put([aRow('new')]);
        await tx.next?.use();
        expect((await tx.base.list('visit')).map(({ id }) => id)).toEqual(['new']);
        throw new Error('planted');
      });
      await expect(failed).rejects.toThrow('planted');
      expect((await store.read((tx) => tx.base.list('visit'))).map(({ id }) => id)).toEqual([
        'old',
      ]);
    });

    it('replaces, removes and clears rows', async () => {
      await store.write((tx) => tx.base.put([aRow('1'), aRow('2'), aRow('3')]));
      await store.write((tx) => tx.base.put([aRow('1', { version: 7 })]));
      await store.write((tx) => tx.base.remove([{ entity: 'visit', id: '2' }]));
      const left = await store.read((tx) => tx.base.list('visit'));
      expect(left.map((row) => [row.id, row.version])).toEqual([
        ['1', 7],
        ['3', 1],
      ]);
      await store.write((tx) => tx.base.clear());
      expect(await store.read((tx) => tx.base.list('visit'))).toEqual([]);
    });

    it('keeps overlay rows, removed ones too, with writers and creator', async () => {
      const gone = anOverlay('1', {
        row: null,
        writers: ['u1', 'u2'],
        created_by: 'u1',
        parent: 'p',
      });
      await store.write((tx) => tx.overlay.put([gone, anOverlay('2')]));
      const found = await store.read(async (tx) => [
        await tx.overlay.get('visit', '1'),
        await tx.overlay.list('visit', 'p'),
      ]);
      expect(found).toEqual([gone, [gone]]);
    });

    it('lists staged pages in the order of arrival and clears them', async () => {
      const pages = [[['drop', 'a']], [['drop', 'b']], [['drop', 'c']]];
      for (const page of pages) await store.write((tx) => tx.staged.append(page));
      expect(await store.read((tx) => tx.staged.list())).toEqual(pages);
      await store.write((tx) => tx.staged.clear());
      expect(await store.read((tx) => tx.staged.list())).toEqual([]);
    });

    it('holds the transaction through awaits on plain promises', async () => {
      const deep = async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await deep(n - 1)));
      await store.write(async (tx) => {
        await tx.meta.get('cursor');
        await deep(5);
        await tx.meta.set('cursor', 'c1');
        await deep(1);
        await tx.outbox.put([anEntry(1)]);
      });
      expect(await store.read((tx) => tx.meta.get('cursor'))).toBe('c1');
    });

    it('runs one writer at a time', async () => {
      const bump = () =>
        store.write(async (tx) => {
          const seq = (await tx.meta.get('next_seq')) ?? 0;
          await tx.meta.get('cursor');
          await tx.meta.set('next_seq', seq + 1);
        });
      await Promise.all(Array.from({ length: 20 }, bump));
      expect(await store.read((tx) => tx.meta.get('next_seq'))).toBe(20);
    });

    it('hands out copies: changing one changes nothing in the store', async () => {
      await store.write((tx) => tx.base.put([aRow('1')]));
      const row = await store.read((tx) => tx.base.get('visit', '1'));
      row?.scopes.push('planted');
      expect((await store.read((tx) => tx.base.get('visit', '1')))?.scopes).toEqual(['unit:1']);
    });
  });
}

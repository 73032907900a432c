// The IndexedDB Store passes the port's tests, and keeps its promises about connections and upgrades.

import Dexie from 'dexie';
import { expect, it } from 'vitest';
import { anEntry } from '../../../sync/device/testing/builders';
import { describeStore } from '../../../sync/device/testing/storeSuite';
import { codec } from './codec';
import { localDatabase } from './database';
import { DexieStore } from './store';

let count = 0;
const aDatabase = () => localDatabase('test', `store-${++count}`);

describeStore('DexieStore', async () => new DexieStore(aDatabase(), codec));

it('asks for commits that wait for the disk', () => {
  const options = (aDatabase() as unknown as { _options: Record<string, unknown> })._options;
  expect(options.chromeTransactionDurability).toBe('strict');
});

it('goes on after the connection was closed under it', async () => {
  const database = aDatabase();
  const store = new DexieStore(database, codec);
  await store.write((tx) => tx.outbox.put([anEntry(1)]));
  database.close();
  await store.write((tx) => tx.outbox.put([anEntry(2)]));
  expect(await store.read((tx) => tx.outbox.list())).toHaveLength(2);
});

it('puts every body through the codec', async () => {
  const database = aDatabase();
  const sealing = {
    ...codec,
    encode: (value: unknown) => ({ sealed: JSON.stringify(value).split('').reverse().join('') }),
    decode: (stored: unknown) =>
      JSON.parse((stored as { sealed: string }).sealed.split('').reverse().join('')),
  };
  const store = new DexieStore(database, sealing);
  const entry = anEntry(1, { args: { signer: '签字人甲' } });
  await store.write(async (tx) => {
    await tx.outbox.put([entry]);
    await tx.meta.set('cursor', '签字人甲');
    await tx.base.put([
      {
        entity: 'site',
        id: '1',
        parent: null,
        row: { name: '签字人甲' },
        scopes: ['s'],
        version: 1,
      },
    ]);
  });
  const raw = await Promise.all(database.tables.map((table) => table.toArray()));
  expect(JSON.stringify(raw)).not.toContain('签字人甲');
  expect(await store.read((tx) => tx.outbox.list())).toEqual([entry]);
});

it('keeps the outbox as it was where a later upgrade throws', async () => {
  const database = aDatabase();
  await new DexieStore(database, codec).write((tx) => tx.outbox.put([anEntry(1)]));
  database.close();
  const next = new Dexie(database.name);
  next.version(1).stores({ outbox: 'n, &uid' });
  next
    .version(2)
    .stores({ more: 'id' })
    .upgrade(() => {
      throw new Error('planted');
    });
  await expect(next.open()).rejects.toThrow('planted');
  next.close();
  const again = new DexieStore(localDatabase('test', `store-${count}`), codec);
  expect(await again.read((tx) => tx.outbox.list())).toEqual([anEntry(1)]);
});

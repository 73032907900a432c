// The IndexedDB Store passes the port's tests, and keeps its promises about connections and upgrades.

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

it('knows the version of a row that was stored before versions stood beside the body', async () => {
  const database = aDatabase();
  const body = { entity: 'site', id: '1', parent: null, row: {}, scopes: ['a'], version: 7 };
  await database.base.put({ entity: 'site', id: '1', scopes: ['a'], body });
  const heads = await new DexieStore(database, codec).read((tx) => tx.base.heads());
  expect(heads).toEqual([{ entity: 'site', id: '1', scopes: ['a'], version: 7 }]);
});

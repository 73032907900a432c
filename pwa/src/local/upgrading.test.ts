// Upgrades: one that throws leaves 200 unsent changes readable, sendable and unchanged.

import { beforeEach, expect, it } from 'vitest';
import { anEntry } from '../../../sync/device/testing/builders';
import { codec } from './codec';
import { connect, LOCAL_VERSIONS, type LocalDatabase, type Version } from './database';
import { DexieStore } from './store';
import { hasUpdateFailed, upgraded } from './upgrading';

let count = 0;
let name: string;

const NEWEST = LOCAL_VERSIONS.at(-1)?.number ?? 0;

const entries = Array.from({ length: 200 }, (_, index) => anEntry(index + 1));

function aStore(versions: readonly Version[]): { database: LocalDatabase; store: DexieStore } {
  const database = connect(name, versions) as LocalDatabase;
  return { database, store: new DexieStore(database, codec) };
}

beforeEach(async () => {
  name = `ducha-upgrading-${++count}`;
  const { database, store } = aStore(LOCAL_VERSIONS);
  await store.write((tx) => tx.outbox.put(entries));
  database.close();
});

const later = (upgrade?: Version['upgrade']): Version[] => [
  ...LOCAL_VERSIONS,
  { number: NEWEST + 1, stores: { more: 'id' }, ...(upgrade && { upgrade }) },
];

const throwing = later(async () => {
  throw new Error('planted');
});

/** Throws only after it has spoilt what it could reach. */
const spoiling = later(async (transaction) => {
  await transaction.table('outbox').clear();
  throw new Error('planted');
});

it.each([
  ['throws at once', throwing],
  ['throws after it has cleared the outbox', spoiling],
])('scenario 19: goes on with the version before where an upgrade %s', async (_, versions) => {
  await upgraded(name, versions);
  expect(hasUpdateFailed.value).toBe(true);
  const { database, store } = aStore(versions);
  expect(await store.read((tx) => tx.outbox.list())).toEqual(entries);
  await store.write((tx) => tx.outbox.put([anEntry(201)]));
  await store.write((tx) => tx.outbox.remove([1]));
  expect(await store.read((tx) => tx.outbox.list())).toHaveLength(200);
  expect(database.verno).toBe(NEWEST);
  database.close();
});

it('upgrades at the next start when the app has been mended', async () => {
  await upgraded(name, throwing);
  await upgraded(name, later());
  const { database, store } = aStore(later());
  expect(await store.read((tx) => tx.outbox.list())).toEqual(entries);
  expect(database.verno).toBe(NEWEST + 1);
  database.close();
});

it('lets an upgrade that works go through, and tells nobody', async () => {
  let ran = 0;
  const versions = later(async () => {
    ran += 1;
  });
  await upgraded(name, versions);
  await upgraded(name, versions);
  expect(ran).toBe(1);
});

it('makes nothing where nothing is stored', async () => {
  await upgraded('ducha-upgrading-none', later());
  expect((await indexedDB.databases()).map((its) => its.name)).not.toContain(
    'ducha-upgrading-none',
  );
});

it('reads what a newer app has stored', async () => {
  await upgraded(name, later());
  const { database, store } = aStore(LOCAL_VERSIONS);
  expect(await store.read((tx) => tx.outbox.list())).toEqual(entries);
  database.close();
});

it('works, if less smoothly, at the version before the one that brought a place for large pulls', async () => {
  const old = `${name}-old`;
  const first = LOCAL_VERSIONS.slice(0, 1);
  const database = connect(old, first) as LocalDatabase;
  const store = new DexieStore(database, codec);
  await store.write((tx) => tx.outbox.put(entries));
  expect(await store.read(async (tx) => tx.next)).toBeNull();
  const row = { entity: 'site', id: 's1', parent: null, row: {}, scopes: ['a'], version: 1 };
  await store.write((tx) => tx.base.put([row]));
  database.close();
  await upgraded(old, LOCAL_VERSIONS);
  const newer = new DexieStore(connect(old, LOCAL_VERSIONS) as LocalDatabase, codec);
  expect(await newer.read((tx) => tx.outbox.list())).toEqual(entries);
  expect(await newer.read((tx) => tx.base.get('site', 's1'))).toEqual(row);
});

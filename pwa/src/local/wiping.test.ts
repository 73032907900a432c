// Wiping: nothing stays, whoever holds a connection, and however often it is cut off.
// @vitest-environment happy-dom

import Dexie from 'dexie';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nextTick, watch } from 'vue';
import { lastAccount, rememberAccount, unsentOfOthers } from './accounts';
import { codec } from './codec';
import { currentLocal, type Local, openLocal } from './context';
import { localName, photosName } from './database';
import { readState } from './deviceState';
import { saveDraft } from './drafts';
import { perform } from './perform';
import { DexieStore } from './store';
import { anAnswer, aUser, signedOut } from './testing';
import { traceBeat, traceWorked, workedHere } from './traces';
import { finishWiping, wipeUser } from './wiping';

let here: Local;
let names: string[];

beforeEach(async () => {
  here = openLocal(aUser());
  const { id, org } = here.user;
  names = [localName(org, id), photosName(id)];
  await rememberAccount(here.user);
  await perform('visit.answer', anAnswer('A1'));
  await saveDraft('open', { item: 'A1' });
  const info = { photo_id: 'p1', type: 'image/jpeg', size: 3, sha256: '', state: 'kept' as const };
  const bytes = { bytes: new ArrayBuffer(3), thumb: null };
  await here.blobs.add({ ...info, tries: 0, code: null, delivered_at: null }, bytes);
});

afterEach(() => {
  vi.restoreAllMocks();
  signedOut();
});

const left = async () => (await Dexie.getDatabaseNames()).filter((name) => names.includes(name));

it('leaves no database, no account, no trace', async () => {
  const { id, org } = here.user;
  traceWorked(id);
  traceBeat(localName(org, id));
  await wipeUser(here.user);
  expect(await left()).toEqual([]);
  expect(await lastAccount()).toBeNull();
  expect(workedHere()).not.toContain(id);
  expect(Object.keys(localStorage).filter((key) => key.includes(id))).toEqual([]);
  expect(currentLocal.value).toBeNull();
  expect(await readState('wiping')).toEqual([]);
});

it('leaves another user of this device all that is his', async () => {
  const gone = here.user;
  const other = openLocal(aUser());
  await rememberAccount(other.user);
  await perform('visit.answer', anAnswer('B1'));
  await wipeUser(gone);
  expect(await other.store.read((tx) => tx.outbox.list())).toHaveLength(1);
  expect(await lastAccount()).toEqual(other.user);
});

/** A tab that neither closes its connection nor hears anything, as a frozen one. */
function frozenTab(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const countIn = (database: IDBDatabase, table: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = database.transaction(table).objectStore(table).count();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

it('empties a database that a frozen tab keeps open, and deletes it when that tab is gone', async () => {
  const frozen = await Promise.all(names.map(frozenTab));
  await wipeUser(here.user, 100);
  const [rows, photos] = frozen;
  if (!rows || !photos) throw new Error('no tab');
  const counts = ['outbox', 'base', 'overlay', 'drafts', 'meta'].map((its) => countIn(rows, its));
  expect(
    await Promise.all([...counts, countIn(photos, 'bytes'), countIn(photos, 'infos')]),
  ).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(await readState('wiping')).toHaveLength(1);
  for (const tab of frozen) tab.close();
  await vi.waitFor(async () => expect(await left()).toEqual([]), 5_000);
  await vi.waitFor(async () => expect(await readState('wiping')).toEqual([]), 5_000);
});

it('closes the connection of another tab of this app and shows it nothing any more', async () => {
  const gone = here.user;
  // A second tab has code of its own; its connections are this page's as far as IndexedDB knows.
  vi.resetModules();
  const tab = await import('./context');
  const second = tab.openLocal(gone);
  expect(await second.store.read((tx) => tx.outbox.list())).toHaveLength(1);
  await wipeUser(gone);
  await vi.waitFor(() => expect(tab.currentLocal.value).toBeNull());
  await expect(second.store.read((tx) => tx.outbox.list())).rejects.toThrow('ended');
  await expect(second.store.write((tx) => tx.meta.set('cursor', 'x'))).rejects.toThrow('ended');
  expect(await left()).toEqual([]);
});

it('goes on at the next start where it was cut off', async () => {
  vi.spyOn(Dexie, 'delete').mockRejectedValue(new Error('killed'));
  await wipeUser(here.user);
  expect(await readState('wiping')).toHaveLength(1);
  vi.restoreAllMocks();
  await finishWiping();
  expect(await left()).toEqual([]);
  expect(await readState('wiping')).toEqual([]);
});

it('is not undone by the sign-in page, which looks for what others have left unsent', async () => {
  const ofOthers = await unsentOfOthers(here.user.id);
  let looked: Promise<number> = Promise.resolve(-1);
  const end = watch(
    currentLocal,
    () => {
      looked = unsentOfOthers('nobody');
    },
    { flush: 'sync' },
  );
  await wipeUser(here.user);
  end();
  expect(await looked).toBe(ofOthers);
  expect(await left()).toEqual([]);
});

it('spares no step because an earlier one failed', async () => {
  vi.spyOn(Dexie, 'exists').mockRejectedValue(new Error('planted'));
  await wipeUser(here.user);
  expect(await left()).toEqual([]);
  expect(await lastAccount()).toBeNull();
});

it('does not let work that is still under way bring a database back', async () => {
  const store = new DexieStore(here.database, codec);
  await wipeUser(here.user);
  await expect(store.write((tx) => tx.meta.set('cursor', 'x'))).rejects.toThrow();
  await nextTick();
  expect(await left()).toEqual([]);
});

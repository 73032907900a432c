// Full storage, at every single write: told by its name, nothing half-written, delivered bytes go first.
// @vitest-environment happy-dom

import { StorageFull } from '@device/faults';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentLocal, type Local } from './context';
import { saveDraft } from './drafts';
import { perform } from './perform';
import { type NewPhoto, savePhoto } from './photos';
import { anAnswer, signedIn, signedOut } from './testing';

let here: Local;

const put = IDBObjectStore.prototype.put;
const add = IDBObjectStore.prototype.add;

/** From the n-th write on storage is full; counts them. */
function fullFrom(n: number): { writes: () => number } {
  let writes = 0;
  const full = (store: IDBObjectStore, write: typeof put, args: Parameters<typeof put>) => {
    writes += 1;
    if (writes >= n) throw new DOMException('planted', 'QuotaExceededError');
    return write.apply(store, args);
  };
  IDBObjectStore.prototype.put = function (...args: Parameters<typeof put>) {
    return full(this, put, args);
  };
  IDBObjectStore.prototype.add = function (...args: Parameters<typeof put>) {
    return full(this, add, args);
  };
  return { writes: () => writes };
}

function roomy(): void {
  IDBObjectStore.prototype.put = put;
  IDBObjectStore.prototype.add = add;
}

beforeEach(() => {
  here = signedIn();
});

afterEach(() => {
  roomy();
  vi.restoreAllMocks();
  signedOut();
});

const aPhoto = (photo_id: string): NewPhoto => ({
  ...{ photo_id, subject_kind: 'visit', subject_id: 'v1', slot: 'A1', width: 4, height: 3 },
  ...{ taken_at: '2026-05-01T10:00:00+08:00', source: 'camera', lat: null, lon: null },
  ...{ accuracy_m: null, fix_age_s: null, replaces: null, type: 'image/jpeg' },
  ...{ bytes: new Uint8Array([1, 2, 3]).buffer, thumb: new Uint8Array([9]).buffer },
});

const everything = async () => ({
  rows: await Promise.all(here.database.tables.map((table) => table.toArray())),
  photos: await Promise.all(here.photoDatabase.tables.map((table) => table.toArray())),
});

const works: [what: string, work: () => Promise<unknown>][] = [
  ['an answer', () => perform('visit.answer', anAnswer('A2'))],
  ['a photo', () => savePhoto(aPhoto('p2'))],
  ['a draft', () => saveDraft('open', { item: 'A1' })],
];

describe.each(works)('%s', (_, work) => {
  it('scenario 23: is kept whole or not at all, whichever write meets a full disk', async () => {
    await perform('visit.answer', anAnswer('A1'));
    // The first photo of a device registers its key, and that may stay without the photo.
    await savePhoto(aPhoto('p1'));
    const before = await everything();
    for (let n = 1; ; n += 1) {
      const { writes } = fullFrom(n);
      const outcome = await work().catch((error: unknown) => error);
      roomy();
      if (writes() < n) break;
      expect(outcome, `write ${n}`).toBeInstanceOf(StorageFull);
      expect(await everything(), `write ${n}`).toEqual(before);
    }
    expect(await everything()).not.toEqual(before);
  });
});

it('lets delivered photos go for an answer, and then keeps it', async () => {
  await savePhoto(aPhoto('delivered'));
  await savePhoto(aPhoto('waiting'));
  await here.blobs.patch('delivered', { state: 'delivered', delivered_at: 1 });
  const remove = here.blobs.remove.bind(here.blobs);
  vi.spyOn(here.blobs, 'remove').mockImplementation((photo_id) => {
    roomy();
    return remove(photo_id);
  });
  fullFrom(1);
  await perform('visit.answer', anAnswer('A1'));
  expect((await here.blobs.list()).map(({ photo_id }) => photo_id)).toEqual(['waiting']);
  expect((await here.store.read((tx) => tx.outbox.list())).at(-1)?.name).toBe('visit.answer');
});

it('scenario 23: refuses a photo while there is still room for text', async () => {
  const storage = { estimate: async () => ({ quota: 100_000_000, usage: 75_000_000 }) };
  vi.stubGlobal('navigator', { ...navigator, storage });
  await expect(savePhoto(aPhoto('p1'))).rejects.toThrow(StorageFull);
  await perform('visit.answer', anAnswer('A1'));
  expect(currentLocal.value).toBe(here);
  expect(await here.store.read((tx) => tx.outbox.list())).toHaveLength(1);
  vi.unstubAllGlobals();
});

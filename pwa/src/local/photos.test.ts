// Photos: verified on the disk before the row says that they exist.
// @vitest-environment happy-dom

import { StorageFull } from '@device/faults';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Local } from './context';
import { type NewPhoto, openPhoto, PhotoNotKept, savePhoto, sha256Of } from './photos';
import { row } from './rows';
import { signedIn, signedOut } from './testing';

let here: Local;

beforeEach(() => {
  here = signedIn();
});

afterEach(() => {
  vi.unstubAllGlobals();
  signedOut();
});

const bytesOf = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

const aPhoto = (change: Partial<NewPhoto> = {}): NewPhoto => ({
  ...{ photo_id: 'p1', subject_kind: 'visit', subject_id: 'v1', slot: 'A1', width: 4, height: 3 },
  ...{ taken_at: '2026-05-01T10:00:00+08:00', source: 'camera', lat: null, lon: null },
  ...{
    accuracy_m: null,
    fix_age_s: null,
    replaces: null,
    bytes: bytesOf(1, 2, 3),
    type: 'image/jpeg',
    thumb: bytesOf(9),
  },
  ...change,
});

async function outbox() {
  const entries = await here.store.read((tx) => tx.outbox.list());
  return entries.filter(({ name }) => name !== 'photo.register_key');
}

function roomOf(quota: number, usage: number): void {
  const storage = { estimate: async () => ({ quota, usage }) };
  vi.stubGlobal('navigator', { ...navigator, storage });
}

it('keeps the bytes and attaches the row with their hash', async () => {
  await savePhoto(aPhoto());
  const sha256 = await sha256Of(bytesOf(1, 2, 3));
  expect(await outbox()).toMatchObject([
    { name: 'photo.attach', args: { photo_id: 'p1', sha256, size: 3, slot: 'A1' } },
  ]);
  expect(await row('photo', 'p1')).toMatchObject({ blob: 'missing', sha256 });
  expect(await here.blobs.list()).toMatchObject([
    { photo_id: 'p1', size: 3, state: 'kept', sha256 },
  ]);
});

it('sends no bytes with the row', async () => {
  await savePhoto(aPhoto());
  const [entry] = await outbox();
  expect(Object.keys(entry?.args ?? {})).not.toContain('bytes');
  expect(Object.keys(entry?.args ?? {})).not.toContain('thumb');
});

it('notices bytes that come back changed, and keeps neither photo nor row', async () => {
  vi.spyOn(here.blobs, 'bytes').mockResolvedValue(bytesOf(1, 2));
  await expect(savePhoto(aPhoto())).rejects.toThrow(PhotoNotKept);
  expect(await outbox()).toEqual([]);
  expect(await here.blobs.list()).toEqual([]);
});

it('refuses a photo before it would eat the outbox’s room', async () => {
  roomOf(100_000_000, 80_000_000);
  await expect(savePhoto(aPhoto())).rejects.toThrow(StorageFull);
  expect(await here.blobs.list()).toEqual([]);
});

it('lets delivered photos go before it refuses a new one', async () => {
  await savePhoto(aPhoto({ photo_id: 'old' }));
  await here.blobs.patch('old', { state: 'delivered', delivered_at: Date.now() });
  roomOf(100_000_000, 80_000_000);
  await expect(savePhoto(aPhoto())).rejects.toThrow(StorageFull);
  expect(await here.blobs.list()).toEqual([]);
});

it('never lets an undelivered photo go for a new one', async () => {
  await savePhoto(aPhoto({ photo_id: 'old' }));
  roomOf(100_000_000, 80_000_000);
  await expect(savePhoto(aPhoto())).rejects.toThrow(StorageFull);
  expect(await here.blobs.list()).toMatchObject([{ photo_id: 'old' }]);
});

it('keeps no bytes where the row could not be filed', async () => {
  vi.spyOn(here.store, 'write').mockRejectedValue(new StorageFull('full'));
  await expect(savePhoto(aPhoto())).rejects.toThrow(StorageFull);
  expect(await here.blobs.list()).toEqual([]);
});

it('shows a photo from here while its bytes are here, small or whole', async () => {
  await savePhoto(aPhoto());
  const made: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${made.push(blob as Blob)}`);
  expect((await openPhoto('p1')).url).toBe('blob:1');
  expect((await openPhoto('p1', 'thumbnail')).url).toBe('blob:2');
  expect(made.map(({ size }) => size)).toEqual([3, 1]);
});

it('asks the server for a photo that is not here', async () => {
  expect((await openPhoto('p9')).url).toBe('/api/photos/p9/display');
  expect((await openPhoto('p9', 'thumbnail')).url).toBe('/api/photos/p9/thumbnail');
});

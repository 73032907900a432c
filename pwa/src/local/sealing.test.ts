// Sealing: signed by this device's own key, which the server is told of once; never in a photo's way.
// @vitest-environment happy-dom

import { readRow } from '@device/merged';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bytesOfBase64 } from '@/lib/bytes';
import type { Facts } from '@/lib/facts';
import { closeLocal, type Local, openLocal } from './context';
import { device } from './deviceState';
import { savePhoto } from './photos';
import type { Seal } from './sealing';
import { aUser, signedOut } from './testing';
import { wipeUser } from './wiping';

let here: Local;

beforeEach(() => {
  here = openLocal(aUser());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  signedOut();
});

const aPhoto = (photo_id: string, change = {}) => ({
  ...{ photo_id, subject_kind: 'visit' as const, subject_id: 'v1', slot: 'A1', replaces: null },
  ...{ width: 4, height: 3, taken_at: '2026-05-01T10:00:00+08:00', source: 'camera' as const },
  ...{ lat: 36.06, lon: 120.38, accuracy_m: 85, fix_age_s: 12 },
  ...{ bytes: Uint8Array.from([1, 2, 3]).buffer, type: 'image/jpeg', thumb: null, ...change },
});

async function outbox(name: string) {
  const entries = await here.store.read((tx) => tx.outbox.list());
  return entries.filter((entry) => entry.name === name);
}

const sealAt = async (at: number): Promise<Seal | null> =>
  (await outbox('photo.attach'))[at]?.args.seal as Seal | null;

const factsAt = async (at: number): Promise<Facts> =>
  JSON.parse((await sealAt(at))?.facts ?? 'null') as Facts;

async function putRow(entity: string, row: Record<string, unknown>): Promise<void> {
  const placed = { entity, id: String(row.id), row, version: 1, scopes: ['public'], parent: null };
  await here.store.write((tx) => tx.base.put([placed as never]));
  expect(await here.store.read((tx) => readRow(tx, entity, String(row.id)))).toBeDefined();
}

async function aVisit(): Promise<void> {
  const site = { site_id: 's1', site_name: '望溪营业厅', unit_name: '市北分公司' };
  await putRow('visit', { id: 'v1', template_id: 't1', ...site });
  await putRow('template', { id: 't1', items: [{ code: 'A1', text: '大厅环境整洁' }] });
}

it('signs the facts with a key that the server has been told of before', async () => {
  await savePhoto(aPhoto('p1'));
  const [told] = await outbox('photo.register_key');
  const [attached] = await outbox('photo.attach');
  expect(told?.seq).toBeLessThan(attached?.seq ?? 0);
  const seal = (await sealAt(0)) as Seal;
  expect(seal.key_id).toBe(told?.args.key_id);
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const spki = bytesOfBase64(String(told?.args.public_key));
  const key = await crypto.subtle.importKey('spki', spki, curve, false, ['verify']);
  const text = new TextEncoder().encode(seal.facts);
  const signature = bytesOfBase64(seal.signature);
  const signing = { name: 'ECDSA', hash: 'SHA-256' };
  expect(await crypto.subtle.verify(signing, key, signature, text)).toBe(true);
});

it('tells what was photographed, in the names of this moment', async () => {
  await aVisit();
  await savePhoto(aPhoto('p1'));
  expect(await factsAt(0)).toMatchObject({
    ...{ photo_id: 'p1', size: 3, unit: '市北分公司', item: '大厅环境整洁' },
    site: { id: 's1', name: '望溪营业厅' },
    inspector: { id: here.user.id, name: here.user.name },
    position: { lat: 36.06, lon: 120.38, accuracy_m: 85, age_s: 12 },
  });
});

it('tells a clock that runs ahead as positive, and one never measured as unknown', async () => {
  await savePhoto(aPhoto('p1'));
  // Server minus phone.
  await here.store.write((tx) => tx.meta.set('skew_ms', -90_000));
  await savePhoto(aPhoto('p2', { lat: null, lon: null, accuracy_m: null, fix_age_s: null }));
  expect((await factsAt(0)).skew_ms).toBeNull();
  expect(await factsAt(1)).toMatchObject({ skew_ms: 90_000, position: null });
});

it('tells the server of its key once, and again where the user’s database was lost', async () => {
  await savePhoto(aPhoto('p1'));
  await savePhoto(aPhoto('p2'));
  expect(await outbox('photo.register_key')).toHaveLength(1);
  const before = (await sealAt(1))?.key_id;
  closeLocal();
  await here.database.delete();
  here = openLocal(here.user);
  await savePhoto(aPhoto('p3'));
  expect(await outbox('photo.register_key')).toHaveLength(1);
  expect((await sealAt(0))?.key_id).toBe(before);
});

it('keeps a key that nobody can take out of the browser', async () => {
  await savePhoto(aPhoto('p1'));
  const { body } = (await device.state.get(`device-key-${here.user.id}`)) ?? {};
  const { privateKey } = body as CryptoKeyPair;
  expect(privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
});

it('is gone with the wipe', async () => {
  await savePhoto(aPhoto('p1'));
  const before = (await sealAt(0))?.key_id;
  const { user } = here;
  await wipeUser(user);
  expect(await device.state.get(`device-key-${user.id}`)).toBeUndefined();
  here = openLocal(user);
  await savePhoto(aPhoto('p2'));
  expect((await sealAt(0))?.key_id).not.toBe(before);
});

it('never blocks a photo: a browser that keeps no keys sends it unsealed', async () => {
  vi.spyOn(device.state, 'add').mockRejectedValue(new DOMException('no', 'DataCloneError'));
  await savePhoto(aPhoto('p1'));
  expect(await sealAt(0)).toBeNull();
  expect(await outbox('photo.register_key')).toEqual([]);
});

it('never blocks a photo where there is no WebCrypto for keys', async () => {
  vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(new Error('not here'));
  await savePhoto(aPhoto('p1'));
  expect(await sealAt(0)).toBeNull();
});

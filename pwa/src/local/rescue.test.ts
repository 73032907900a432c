// Rescue: all that is unsent goes into one sealed file.
// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { perform } from './perform';
import { forgetBytes } from './photoCare';
import { savePhoto } from './photos';
import { rescueFile } from './rescue';
import { anAnswer, signedIn, signedOut } from './testing';

const sealed = vi.hoisted(() => ({ bytes: new ArrayBuffer(0) }));
vi.mock('@/lib/seal', () => ({
  seal: async (bytes: ArrayBuffer) => {
    sealed.bytes = bytes;
    return new Blob(['sealed']);
  },
}));

beforeEach(() => {
  signedIn();
});
afterEach(signedOut);

const aPhoto = {
  ...{ photo_id: 'p1', type: 'image/jpeg', thumb: null, subject_kind: 'visit' as const },
  ...{ subject_id: 'v1', slot: 'A1', width: 2, height: 2, source: 'camera' as const },
  ...{
    taken_at: '2026-11-23T10:00:00+08:00',
    lat: null,
    lon: null,
    accuracy_m: null,
    fix_age_s: null,
    replaces: null,
  },
};

function opened(): { told: Record<string, unknown[]>; rest: Uint8Array } {
  const length = new DataView(sealed.bytes).getUint32(0);
  const told = new TextDecoder().decode(new Uint8Array(sealed.bytes, 4, length));
  return { told: JSON.parse(told), rest: new Uint8Array(sealed.bytes, 4 + length) };
}

it('holds the changes, the photos’ places and their bytes', async () => {
  await perform('visit.answer', anAnswer('A1'));
  await savePhoto({ ...aPhoto, bytes: new Uint8Array([7, 8, 9]).buffer });
  await rescueFile('passphrase');
  const { told, rest } = opened();
  expect((told.mutations as { name: string }[]).map(({ name }) => name)).toEqual([
    'visit.answer',
    'photo.register_key',
    'photo.attach',
  ]);
  expect(told.photos).toMatchObject([{ photo_id: 'p1', at: 0, length: 3 }]);
  expect([...rest]).toEqual([7, 8, 9]);
});

it('holds no photo whose bytes were given up', async () => {
  await savePhoto({ ...aPhoto, bytes: new Uint8Array([7]).buffer });
  await forgetBytes(['p1']);
  await rescueFile('passphrase');
  expect(opened().told.photos).toEqual([]);
});

// Rescue: all that has not been sent, as one sealed file; works without login, network or server.

import type { OutboxEntry } from '@device/store';
import { seal } from '@/lib/seal';
import type { KeptPhoto } from './blobs';
import { instantNow } from './clock';
import { local } from './context';

const VERSION = 1;

interface Kept {
  readonly photo: KeptPhoto;
  readonly bytes: ArrayBuffer;
}

async function keptBytes(): Promise<Kept[]> {
  const { blobs } = local();
  const photos = (await blobs.list()).filter(({ state }) => state !== 'delivered');
  const found: Kept[] = [];
  for (const photo of photos) {
    const bytes = await blobs.bytes(photo.photo_id);
    if (bytes) found.push({ photo, bytes });
  }
  return found;
}

/** Where each photo's bytes stand in what follows the manifest. */
function places(kept: readonly Kept[]) {
  let at = 0;
  return kept.map(({ photo, bytes }) => {
    const place = { ...photo, at, length: bytes.byteLength };
    at += bytes.byteLength;
    return place;
  });
}

const manifest = (mutations: readonly OutboxEntry[], kept: readonly Kept[]): string => {
  const { id, login, name, org } = local().user;
  const made = { version: VERSION, exported_at: instantNow(), user: { id, login, name, org } };
  return JSON.stringify({ ...made, mutations, photos: places(kept) });
};

/** Four bytes of length, the manifest as JSON, then the photos one after another; all of it sealed. */
export async function rescueFile(passphrase: string): Promise<Blob> {
  const mutations = await local().store.read((tx) => tx.outbox.list());
  const kept = await keptBytes();
  const told = new TextEncoder().encode(manifest(mutations, kept));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, told.byteLength);
  const parts = [length.buffer, told, ...kept.map(({ bytes }) => bytes)];
  return seal(await new Blob(parts).arrayBuffer(), passphrase);
}

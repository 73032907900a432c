// Rescue: all that has not been sent, as one sealed file; works without login, network or server.

import type { OutboxEntry } from '@device/store';
import { seal } from '@/lib/seal';
import type { KeptPhoto } from './blobs';
import { instantNow } from './clock';
import { local } from './context';
import { LENGTH_BYTES, RESCUE_VERSION } from './rescueFormat';

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

interface Unsent {
  readonly client_id: string | undefined;
  readonly mutations: readonly OutboxEntry[];
}

const unsent = (): Promise<Unsent> =>
  local().store.read(async (tx) => ({
    client_id: await tx.meta.get('client_id'),
    mutations: await tx.outbox.list(),
  }));

function manifest({ client_id = '', mutations }: Unsent, kept: readonly Kept[]): string {
  const { id, login, name, org } = local().user;
  const made = {
    version: RESCUE_VERSION,
    exported_at: instantNow(),
    user: { id, login, name, org },
  };
  return JSON.stringify({ ...made, client_id, mutations, photos: places(kept) });
}

/** Four bytes of length, the manifest as JSON, then the photos one after another; all of it sealed. */
export async function rescueFile(passphrase: string): Promise<Blob> {
  const kept = await keptBytes();
  const told = new TextEncoder().encode(manifest(await unsent(), kept));
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES));
  length.setUint32(0, told.byteLength);
  const parts = [length.buffer, told, ...kept.map(({ bytes }) => bytes)];
  return seal(await new Blob(parts).arrayBuffer(), passphrase);
}

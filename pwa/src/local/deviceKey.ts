// The device's key: signs this user's photos; made here, never leaves, goes with the wipe.

import { base64Of, hexOf } from '@/lib/bytes';
import { local } from './context';
import { device } from './deviceState';
import { readDraft, saveDraft } from './drafts';
import { keyPlace } from './keyPlace';
import { lasting } from './lasting';
import { perform } from './perform';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** Which key the server has been told of; lies in the user's database, and is lost with it. */
const TOLD = 'device-key';

/** Not through the codec: only the browser itself can write down a key that nobody may read. */
async function kept(user_id: string): Promise<CryptoKeyPair | undefined> {
  const found = await lasting(device, () => device.state.get(keyPlace(user_id)));
  return found?.body as CryptoKeyPair | undefined;
}

/** Where two tabs make one at the same time, the first one counts. */
async function make(user_id: string): Promise<CryptoKeyPair> {
  const fresh = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
  await lasting(device, () => device.state.add({ key: keyPlace(user_id), body: fresh })).catch(
    () => undefined,
  );
  const pair = await kept(user_id);
  if (!pair) throw new Error('the browser keeps no keys');
  return pair;
}

async function tell({ publicKey }: CryptoKeyPair, client_id: string): Promise<string> {
  const bytes = await crypto.subtle.exportKey('spki', publicKey);
  const key_id = hexOf(await crypto.subtle.digest('SHA-256', bytes));
  if ((await readDraft<string>(TOLD)) === key_id) return key_id;
  await perform('photo.register_key', { key_id, client_id, public_key: base64Of(bytes) });
  await saveDraft(TOLD, key_id);
  return key_id;
}

export interface Signature {
  readonly key_id: string;
  /** r and s of 32 bytes each, base64. */
  readonly signature: string;
}

/** The registration is filed before the first signature. Rejects where the browser has or keeps no keys. */
export async function signWithDevice(text: string, client_id: string): Promise<Signature> {
  const { id: user_id } = local().user;
  const pair = (await kept(user_id)) ?? (await make(user_id));
  const bytes = new TextEncoder().encode(text);
  const signature = base64Of(await crypto.subtle.sign(SIGNING, pair.privateKey, bytes));
  return { key_id: await tell(pair, client_id), signature };
}

// Accounts: who has worked on this device, so that the app opens offline and shows what others left unsent.

import { isUnanswered } from '@device/outbox';
import type { SessionUser } from '@/api/session';
import { DexieBlobs } from './blobs';
import { codec } from './codec';
import { localDatabase, photoDatabase } from './database';
import { device, readState, saveState } from './deviceState';
import { lasting } from './lasting';
import { DexieStore } from './store';
import { prepareUpdate } from './upgrading';

/** The user who was signed in last; null after signing out. */
export async function lastAccount(): Promise<SessionUser | null> {
  const user_id = await readState<string | null>('current');
  const found = user_id ? await lasting(device, () => device.accounts.get(user_id)) : undefined;
  return found ? (codec.decode(found.body) as SessionUser) : null;
}

export async function rememberAccount(user: SessionUser): Promise<void> {
  const { id: user_id } = user;
  await lasting(device, () => device.accounts.put({ user_id, body: codec.encode(user) }));
  await saveState('current', user_id);
  await saveState('owes-sign-out', false);
}

export async function isKnown(user_id: string): Promise<boolean> {
  return (await lasting(device, () => device.accounts.get(user_id))) !== undefined;
}

/** Not even the name of somebody whose device was reported lost stays on it. */
export async function forgetAccount(user_id: string): Promise<void> {
  await lasting(device, () => device.accounts.delete(user_id));
  if ((await readState<string | null>('current')) === user_id) await saveState('current', null);
}

/** Signing out offline cannot end the server's session: it is owed, and paid at the next contact. */
export async function forgetCurrent(owesSignOut: boolean): Promise<void> {
  await saveState('current', null);
  await saveState('owes-sign-out', owesSignOut);
}

export async function owesSignOut(): Promise<boolean> {
  return (await readState<boolean>('owes-sign-out')) ?? false;
}

export async function paySignOut(): Promise<void> {
  await saveState('owes-sign-out', false);
}

export interface Unsent {
  readonly mutations: number;
  readonly photos: number;
}

export async function countUnsent(store: DexieStore, blobs: DexieBlobs): Promise<Unsent> {
  const entries = await store.read((tx) => tx.outbox.list());
  const photos = (await blobs.list()).filter((photo) => photo.state !== 'delivered');
  return { mutations: entries.filter(isUnanswered).length, photos: photos.length };
}

async function unsentOf(user: SessionUser): Promise<Unsent> {
  await prepareUpdate(user);
  const rows = localDatabase(user.org, user.id);
  const photos = photoDatabase(user.id);
  try {
    return await countUnsent(new DexieStore(rows, codec), new DexieBlobs(photos, codec));
  } finally {
    rows.close();
    photos.close();
  }
}

/** How many changes and photos users other than this one have left unsent here; never their content. */
export async function unsentOfOthers(user_id: string): Promise<number> {
  const accounts = await lasting(device, () => device.accounts.toArray());
  let total = 0;
  for (const { user_id: other, body } of accounts) {
    if (other === user_id) continue;
    const { mutations, photos } = await unsentOf(codec.decode(body) as SessionUser);
    total += mutations + photos;
  }
  return total;
}

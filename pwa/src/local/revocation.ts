// Revocation: what a user whose device was retired or reported lost sees and may do.

import type { Retirement } from '@device/store';
import { type ComputedRef, computed, type Ref } from 'vue';
import { countUnsent } from './accounts';
import { local } from './context';
import { live } from './live';
import { rescueFile } from './rescue';
import { noteExported, readRetirement } from './retirement';
import { useSession, wipeRetired } from './session';

/** Something is here that is nowhere else, and no file was made of it. */
export class NotExported extends Error {
  override readonly name = 'NotExported';
}

export interface Revocation {
  /** lost: wiped already, nobody is signed in any more. */
  readonly state: ComputedRef<'retired' | 'lost' | null>;
  /** A file of all that is unsent was made since the device was retired. */
  readonly exported: ComputedRef<boolean>;
  exportRescue(passphrase: string): Promise<Blob>;
  /** Rejects with `NotExported` where work would be lost, unless the user insists. */
  wipe(insists?: boolean): Promise<void>;
}

async function check(): Promise<void> {
  const retirement = await readRetirement();
  const { store, blobs } = local();
  const { mutations, photos } = await countUnsent(store, blobs);
  if (mutations + photos > 0 && !retirement?.exported_at) throw new NotExported();
}

async function exportRescue(passphrase: string): Promise<Blob> {
  const file = await rescueFile(passphrase);
  await noteExported();
  return file;
}

async function wipe(insists = false): Promise<void> {
  if (!insists) await check();
  await wipeRetired();
}

export function useRevocation(): Revocation {
  const { isLost } = useSession();
  const retirement: Ref<Retirement | null> = live<Retirement | null>(readRetirement, null);
  const state = computed(() => {
    if (isLost.value) return 'lost';
    return retirement.value ? 'retired' : null;
  });
  const exported = computed(() => Boolean(retirement.value?.exported_at));
  return { state, exported, exportRescue, wipe };
}

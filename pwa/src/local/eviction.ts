// Eviction: the browser has thrown away what was stored here; the user is told, and never shown an empty list.

import { clientId } from '@device/outbox';
import { type Ref, ref } from 'vue';
import type { SessionUser } from '@/api/session';
import { isKnown } from './accounts';
import { local } from './context';
import {
  forgetWorked,
  hasWorked,
  isEvictedTraced,
  traceEvicted,
  traceWorked,
  workedHere,
} from './traces';

const evicted = ref(isEvictedTraced());

function note(): void {
  evicted.value = true;
  traceEvicted(true);
}

/** At the start: somebody's database was here, and not even his account is left. */
export async function lookForEviction(): Promise<void> {
  for (const user_id of workedHere()) {
    if (await isKnown(user_id)) continue;
    note();
    forgetWorked(user_id);
  }
}

/** The login is still good, so he has worked in this browser; his account is gone all the same. */
export async function lookBehindLogin(user: SessionUser): Promise<void> {
  if (!(await isKnown(user.id))) note();
}

/** His databases are open: empty where they should not be? From now on they should not. */
export async function lookIntoDatabase(user_id: string): Promise<void> {
  const { store, kit } = local();
  const isFresh = (await store.read((tx) => tx.meta.get('client_id'))) === undefined;
  if (isFresh && hasWorked(user_id)) note();
  await store.write((tx) => clientId(tx, kit));
  traceWorked(user_id);
}

export interface Eviction {
  /** What had not been sent from this browser is lost; all else comes back from the server. */
  readonly wasEvicted: Readonly<Ref<boolean>>;
  /** The user has read it. */
  dismiss(): void;
}

export const useEviction = (): Eviction => ({
  wasEvicted: evicted,
  dismiss: () => {
    evicted.value = false;
    traceEvicted(false);
  },
});

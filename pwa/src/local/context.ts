// The signed-in user's local half: his databases and the kit that sync works with.

import { clientId } from '@device/outbox';
import type { Lock, Poke, SyncKit } from '@device/ports';
import type Dexie from 'dexie';
import { type Ref, shallowRef } from 'vue';
import type { SessionUser } from '@/api/session';
import { DexieBlobs } from './blobs';
import { browserClock, browserIds } from './clock';
import { codec } from './codec';
import { type LocalDatabase, localDatabase, type PhotoDatabase, photoDatabase } from './database';
import { endConnection } from './lasting';
import { webLock } from './locks';
import { photosWait } from './metered';
import { modelFor } from './model';
import { eventPoke } from './poke';
import { DexieStore } from './store';
import { fetchTransport, Guard } from './transport';
import { tusUploader } from './uploads';

export interface Local {
  readonly user: SessionUser;
  readonly database: LocalDatabase;
  readonly photoDatabase: PhotoDatabase;
  readonly store: DexieStore;
  readonly blobs: DexieBlobs;
  readonly kit: SyncKit;
  readonly poke: Poke;
}

const held = shallowRef<Local | null>(null);

/** Who works here; null before anybody has signed in. Never a proxy: it is put into IndexedDB. */
export const currentLocal: Readonly<Ref<Local | null>> = held;

export class NobodySignedIn extends Error {
  override readonly name = 'NobodySignedIn';
}

export function local(): Local {
  if (!held.value) throw new NobodySignedIn();
  return held.value;
}

declare const __APP_VERSION__: string | undefined;

const appVersion = (): string => (typeof __APP_VERSION__ === 'string' ? __APP_VERSION__ : '1.0.0');

const STARTED_AT = Date.now();

function kitFor(user: SessionUser, store: DexieStore, blobs: DexieBlobs, lock: Lock): SyncKit {
  const guard = new Guard(user.id);
  return {
    ...{
      store,
      blobs,
      lock,
      model: modelFor(user),
      ids: browserIds,
      clock: browserClock,
      random: Math.random,
    },
    ...{ transport: fetchTransport(guard), uploader: tusUploader(guard) },
    ...{ app: appVersion(), started_at: STARTED_AT, mayUpload: () => !photosWait.value },
  };
}

/**
 * Another tab deletes the database: this one must not stand in the way, nor make it anew. Before a newer
 * app's upgrade the connection is only lent, as Dexie does by itself.
 */
function yieldTo(database: Dexie): void {
  database.on('versionchange', ({ newVersion }) => {
    if (newVersion) return true;
    if (held.value?.database === database || held.value?.photoDatabase === database) closeLocal();
    return false;
  });
}

/** Opens this user's databases; another user's are closed, never mixed with his. */
export function openLocal(user: SessionUser): Local {
  closeLocal();
  const database = localDatabase(user.org, user.id);
  const photos = photoDatabase(user.id);
  yieldTo(database);
  yieldTo(photos);
  const store = new DexieStore(database, codec);
  const blobs = new DexieBlobs(photos, codec);
  const kit = kitFor(user, store, blobs, webLock(database.name));
  const poke = eventPoke(() => store.write((tx) => clientId(tx, kit)));
  held.value = { user, database, photoDatabase: photos, store, blobs, kit, poke };
  return held.value;
}

export function closeLocal(): void {
  const gone = held.value;
  held.value = null;
  if (!gone) return;
  endConnection(gone.database);
  endConnection(gone.photoDatabase);
}

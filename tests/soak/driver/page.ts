// A page: the app's local half as the product wires it, its transport and its uploads included.

import { createSync, type Sync } from '@device/loop';
import { enqueue, type Wish } from '@device/outbox';
import type { SyncKit } from '@device/ports';
import { forgetCsrfToken, openSession } from '@/api/client';
import type { SessionUser } from '@/api/session';
import { registerAllPredictions } from '@/app/predictions';
import { browserClock, browserIds } from '@/local/clock';
import { modelFor } from '@/local/model';
import { fetchTransport, Guard } from '@/local/transport';
import { tusUploader } from '@/local/uploads';

registerAllPredictions();

export type Ground = Pick<SyncKit, 'store' | 'blobs'>;

export interface Page {
  readonly sync: Sync;
  /** One transaction on the disk, as a screen makes it. */
  perform(wish: Wish): Promise<void>;
}

export async function signIn(login: string, password: string): Promise<SessionUser> {
  const { user } = await openSession(login, password);
  if (!user) throw new Error(`${login} is not signed in`);
  return user;
}

export function openPage(user: SessionUser, ground: Ground): Page {
  forgetCsrfToken();
  const guard = new Guard(user.id);
  const kit: SyncKit = {
    ...ground,
    model: modelFor(user),
    transport: fetchTransport(guard),
    uploader: tusUploader(guard),
    clock: browserClock,
    ids: browserIds,
    lock: {
      run: async (work) => {
        await work();
        return true;
      },
    },
    random: Math.random,
    app: '1.0.0',
    started_at: Date.now(),
  };
  return {
    sync: createSync(kit, () => undefined),
    perform: (wish) => kit.store.write(async (tx) => void (await enqueue(tx, kit, wish))),
  };
}

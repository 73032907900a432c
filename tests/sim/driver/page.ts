// A page: the app's local half as the product wires it, over ports that the simulator gives.

import { createSync, type Sync } from '@device/loop';
import { enqueue, type Wish } from '@device/outbox';
import type { SyncState } from '@device/phase';
import type { SyncKit } from '@device/ports';
import { discard, fixAndResend } from '@device/resolve';
import type { Json } from '@device/wire';
import { forgetCsrfToken } from '@/api/client';
import type { SessionUser } from '@/api/session';
import { registerAllPredictions } from '@/app/predictions';
import { modelFor } from '@/local/model';
import { fetchTransport, Guard } from '@/local/transport';
import { httpUploader } from './uploader';

registerAllPredictions();

export type PagePorts = Omit<SyncKit, 'model' | 'transport' | 'uploader'> & {
  readonly user: SessionUser;
};

/** What a person can do on a page; each is one transaction on the disk. */
export interface Page {
  readonly sync: Sync;
  perform(wish: Wish): Promise<void>;
  discard(uid: string): Promise<void>;
  fixAndResend(uid: string, args: Json): Promise<void>;
}

export function openPage(ports: PagePorts, changed: (state: SyncState) => void): Page {
  forgetCsrfToken();
  const guard = new Guard(ports.user.id);
  const kit: SyncKit = {
    ...ports,
    model: modelFor(ports.user),
    transport: fetchTransport(guard),
    uploader: httpUploader(guard),
  };
  const { store } = kit;
  return {
    sync: createSync(kit, changed),
    perform: (wish) => store.write(async (tx) => void (await enqueue(tx, kit, wish))),
    discard: (uid) => store.write(async (tx) => void (await discard(tx, kit, uid))),
    fixAndResend: (uid, args) =>
      store.write(async (tx) => void (await fixAndResend(tx, kit, uid, args))),
  };
}

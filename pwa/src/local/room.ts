// Room: delivered photos make way for what has not been delivered, the oldest first.

import { makeRoom } from '@device/blobs';
import { StorageFull } from '@device/faults';
import { local } from './context';
import { hasRoomFor } from './storage';

/** Throws `StorageFull` before the outbox's reserve would be touched. */
export async function findRoom(size: number): Promise<void> {
  const hasRoom = await makeRoom(local().kit, () => hasRoomFor(size));
  if (!hasRoom) throw new StorageFull('no room for a photo');
}

/** The browser's estimate may be wrong, or missing: what meets a full disk is tried once more. */
export async function withRoom<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StorageFull)) throw error;
    await makeRoom(local().kit, async () => false);
    return work();
  }
}

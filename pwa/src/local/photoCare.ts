// Photo care: what a person does with photos that did not get through, or that nobody wants any more.

import { local } from './context';
import { wakeSync } from './wake';

/** Damaged on the way again and again: maybe another network does better. */
export async function retryPhoto(photo_id: string): Promise<void> {
  await local().blobs.patch(photo_id, { state: 'kept', tries: 0, code: null });
  wakeSync('button');
}

/** The bytes of photos whose attaching was discarded for good. */
export async function forgetBytes(photo_ids: readonly string[]): Promise<void> {
  for (const photo_id of photo_ids) await local().blobs.remove(photo_id);
}

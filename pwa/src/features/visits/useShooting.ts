// Shooting: from the tap on 拍照 to 已存本机; what was about to be shot survives the camera's killing the page.
import { ref } from 'vue';
import { PictureProblem, readPicture } from '@/lib/picture';
import {
  dropPhoto,
  lostIntent,
  rememberIntent,
  saveShot,
  settleIntent,
  type Target,
} from '@/local/capture';
import { StorageFull } from '@/local/lasting';
import { PhotoNotKept } from '@/local/photos';
import { type PickFrom, pickPhoto } from '@/ui/pickPhoto';

/** Keys under `visits.fault`. */
export type ShotFault = PictureProblem['fault'] | 'storage-full' | 'not-kept' | 'unknown';
export type Failed = { slot: string; from: PickFrom; fault: ShotFault };

function faultOf(error: unknown): ShotFault {
  if (error instanceof PictureProblem) return error.fault;
  if (error instanceof StorageFull) return 'storage-full';
  return error instanceof PhotoNotKept ? 'not-kept' : 'unknown';
}

export function useShooting(visit_id: string) {
  const busySlot = ref<string | null>(null);
  const failed = ref<Failed | null>(null);
  /** The slot whose camera never came back. */
  const lostSlot = ref<string | null>(null);

  const targetOf = (slot: string): Target => ({
    ...{ subject_kind: 'visit', subject_id: visit_id, slot },
  });

  async function keep(slot: string, from: PickFrom, file: File): Promise<string | null> {
    busySlot.value = slot;
    try {
      return await saveShot(targetOf(slot), { ...(await readPicture(file)), source: from });
    } catch (error) {
      failed.value = { slot, from, fault: faultOf(error) };
      return null;
    } finally {
      busySlot.value = null;
    }
  }

  /** The id of the photo that was kept; null where there is none. Call it straight from a tap. */
  async function shoot(slot: string, from: PickFrom = 'camera'): Promise<string | null> {
    failed.value = null;
    lostSlot.value = null;
    await rememberIntent(targetOf(slot));
    const file = await pickPhoto(from);
    const photo_id = file && (await keep(slot, from, file));
    await settleIntent();
    return photo_id;
  }

  async function restore(): Promise<void> {
    const intent = await lostIntent();
    if (intent?.subject_id === visit_id) lostSlot.value = intent.slot;
  }

  async function forgetLost(): Promise<void> {
    lostSlot.value = null;
    await settleIntent();
  }

  return { busySlot, failed, lostSlot, shoot, restore, forgetLost, remove: dropPhoto };
}

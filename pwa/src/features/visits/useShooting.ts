// Shooting for one visit: which slot is busy, failed, or was lost when the camera killed the page.
import { ref } from 'vue';
import { dropPhoto, lostIntent, settleIntent, type Target } from '@/local/capture';
import { type ShotFault, type ShotSource, useShooting as useShots } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';

/** `fault` is a key under `visits.fault`. */
export type Failed = { slot: string; fault: ShotFault };

export function useShooting(visit_id: string) {
  const shots = useShots(pickPhoto);
  const busySlot = ref<string | null>(null);
  const failed = ref<Failed | null>(null);
  /** The slot whose camera never came back. */
  const lostSlot = ref<string | null>(null);

  const targetOf = (slot: string): Target => ({
    ...{ subject_kind: 'visit', subject_id: visit_id, slot },
  });

  /** The id of the photo that was kept; null where there is none. Call it straight from a tap. */
  async function shoot(slot: string, from: ShotSource = 'camera'): Promise<string | null> {
    [busySlot.value, failed.value, lostSlot.value] = [slot, null, null];
    const photo_id = await shots.shoot(targetOf(slot), from).finally(() => {
      busySlot.value = null;
    });
    if (shots.fault.value) failed.value = { slot, fault: shots.fault.value };
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

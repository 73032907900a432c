// Photos of a feedback: by the camera in the page or the system's, several a matter, taken back with an undo.
import { computed, onScopeDispose, type Ref, ref } from 'vue';
import { useBurst } from '@/local/burst';
import { dropPhoto, type Target } from '@/local/capture';
import { type Drawing, type ShotSource, useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';
import { type FeedbackDraft, MOST_PHOTOS } from './feedback';

/** Slots that hold one photo, which a new one takes the place of. */
const SINGLE = ['signature', 'meeting', 'stamp'] as const;
type SingleSlot = (typeof SINGLE)[number];
const isSingle = (slot: string): slot is SingleSlot => SINGLE.includes(slot as SingleSlot);

type Removed = { matter_id: string; photo_id: string; at: number };

const READ: Record<SingleSlot, (draft: FeedbackDraft) => string | null | undefined> = {
  signature: (draft) => draft.signature_photo_id,
  meeting: (draft) => draft.meeting?.photo_id,
  stamp: (draft) => draft.stamped_photo_id,
};

function put(draft: FeedbackDraft, slot: SingleSlot, photo_id: string): void {
  if (slot === 'signature') draft.signature_photo_id = photo_id;
  else if (slot === 'stamp') draft.stamped_photo_id = photo_id || null;
  else if (draft.meeting) draft.meeting.photo_id = photo_id;
}

/** `isSent`: it went out with a former round, and is evidence. */
export function useAfterPhotos(
  order_id: string,
  draft: Ref<FeedbackDraft | null>,
  isSent: (photo_id: string) => boolean,
) {
  const shooting = useShooting(pickPhoto);
  const removed = ref<Removed | null>(null);
  const targetOf = (slot: string): Target => ({
    ...{ subject_kind: 'order', subject_id: order_id, slot },
  });
  const idsOf = (slot: string): string[] | undefined =>
    draft.value?.matters.find(({ matter_id }) => matter_id === slot)?.photo_ids;

  async function drop(photo_id: string): Promise<void> {
    if (!isSent(photo_id)) await dropPhoto(photo_id);
  }

  function place(slot: string, photo_id: string): void {
    if (!draft.value) return;
    if (!isSingle(slot)) {
      idsOf(slot)?.push(photo_id);
      return;
    }
    const former = READ[slot](draft.value);
    put(draft.value, slot, photo_id);
    if (former) void drop(former);
  }

  function takeOut(slot: string, photo_id: string): void {
    const answer = draft.value?.matters.find(({ matter_id }) => matter_id === slot);
    if (answer) answer.photo_ids = answer.photo_ids.filter((id) => id !== photo_id);
    else if (draft.value && isSingle(slot)) put(draft.value, slot, '');
  }

  const burst = useBurst({ targetOf, onKept: place, onTakenBack: takeOut }, pickPhoto);

  async function shoot(slot: string, from: ShotSource): Promise<void> {
    const photo_id = await shooting.shoot(targetOf(slot), from);
    if (photo_id) place(slot, photo_id);
  }

  /** What was taken out before is gone for good now. */
  async function settleRemoval(): Promise<void> {
    const its = removed.value;
    removed.value = null;
    if (its) await drop(its.photo_id);
  }

  async function remove(matter_id: string, photo_id: string): Promise<void> {
    const at = idsOf(matter_id)?.indexOf(photo_id) ?? -1;
    if (at < 0) return;
    await settleRemoval();
    takeOut(matter_id, photo_id);
    removed.value = { matter_id, photo_id, at };
  }

  function undoRemoval(): void {
    const its = removed.value;
    removed.value = null;
    if (its) idsOf(its.matter_id)?.splice(its.at, 0, its.photo_id);
  }
  onScopeDispose(() => void settleRemoval());

  async function sign(drawing: Drawing): Promise<void> {
    const photo_id = await shooting.keepDrawing(targetOf('signature'), drawing);
    if (photo_id) place('signature', photo_id);
  }

  function signAgain(): void {
    const former = draft.value?.signature_photo_id;
    takeOut('signature', '');
    if (former) void drop(former);
  }

  /** How many more the camera in the page may take for what it is open for. */
  const room = computed(() => {
    const { value: slot } = burst.slot;
    return slot === null ? 0 : Math.max(0, MOST_PHOTOS - (idsOf(slot)?.length ?? 0));
  });

  return {
    ...{ burst, room, removed, shoot, remove, undoRemoval, settleRemoval, sign, signAgain },
    ...{ isBusy: shooting.isBusy, fault: shooting.fault, forgetFault: shooting.forgetFault },
  };
}

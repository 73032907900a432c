// The camera in the page (连拍) for one slot of a record: shots are kept one after the other, and counted.

import { type ComputedRef, computed, type Ref, ref } from 'vue';
import { dropPhoto, rememberIntent, settleIntent, type Target } from './capture';
import { usePreviewMark } from './photoMarks';
import { usePhotoUrls } from './photoViews';
import { locate } from './position';
import { type Picker, type ShotFault, useShooting } from './shooting';

/** Which record is photographed, and who is told of each photo that is safe here. */
export interface BurstPlace {
  targetOf(slot: string): Target;
  onKept?(slot: string, photo_id: string): void;
  /** Taken back by the one who has just shot it. */
  onTakenBack?(slot: string, photo_id: string): void;
}

export interface Burst {
  readonly slot: Readonly<Ref<string | null>>;
  readonly saving: Readonly<Ref<number>>;
  readonly fault: Readonly<Ref<ShotFault | null>>;
  readonly marks: Readonly<Ref<readonly string[]>>;
  readonly taken: ComputedRef<number>;
  readonly lastUrl: ComputedRef<string | null>;
  open(slot: string): Promise<void>;
  add(picture: Blob): void;
  /** Takes back the shot before, to take it anew. */
  takeBack(): Promise<void>;
  /** What is still being saved goes on; another camera may open for the same intent. */
  leave(): void;
  close(): Promise<void>;
}

export function useBurst(place: BurstPlace, pick: Picker): Burst {
  const shots = useShooting(pick);
  const slot = ref<string | null>(null);
  const kept = ref<string[]>([]);
  const saving = ref(0);
  const fault = ref<ShotFault | null>(null);
  let queue: Promise<unknown> = Promise.resolve();

  const last = computed(() => kept.value.at(-1));
  const urls = usePhotoUrls(() => (last.value ? [last.value] : []));
  const marks = usePreviewMark(() => (slot.value === null ? null : place.targetOf(slot.value)));

  async function open(its: string): Promise<void> {
    await rememberIntent(place.targetOf(its));
    void locate();
    [slot.value, kept.value, fault.value] = [its, [], null];
  }

  async function keep(its: string, picture: Blob): Promise<void> {
    const photo_id = await shots.keepShot(place.targetOf(its), picture);
    saving.value -= 1;
    fault.value = shots.fault.value;
    if (!photo_id) return;
    kept.value = [...kept.value, photo_id];
    place.onKept?.(its, photo_id);
  }

  /** Pictures are large: never two of them are decoded at a time. */
  function add(picture: Blob): void {
    if (slot.value === null) return;
    const its = slot.value;
    saving.value += 1;
    queue = queue.then(() => keep(its, picture));
  }

  async function takeBack(): Promise<void> {
    const its = slot.value;
    await queue;
    const photo_id = kept.value.at(-1);
    if (its === null || !photo_id) return;
    kept.value = kept.value.slice(0, -1);
    place.onTakenBack?.(its, photo_id);
    await dropPhoto(photo_id);
  }

  function leave(): void {
    slot.value = null;
  }

  async function close(): Promise<void> {
    leave();
    await queue;
    await settleIntent();
  }

  return {
    ...{ slot, saving, fault, marks, open, add, takeBack, leave, close },
    taken: computed(() => kept.value.length),
    lastUrl: computed(() => urls.value.get(last.value ?? '') ?? null),
  };
}

// The camera in the page (连拍) for one slot of a visit: shots are kept one after the other, and counted.
import { computed, ref } from 'vue';
import { rememberIntent, settleIntent, type Target } from '@/local/capture';
import { usePreviewMark } from '@/local/photoMarks';
import { usePhotoUrls } from '@/local/photoViews';
import { locate } from '@/local/position';
import { type ShotFault, useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';

export function useBurst(visit_id: string) {
  const shots = useShooting(pickPhoto);
  const slot = ref<string | null>(null);
  const kept = ref<string[]>([]);
  const saving = ref(0);
  const fault = ref<ShotFault | null>(null);
  let queue: Promise<unknown> = Promise.resolve();

  const targetOf = (its: string): Target => ({
    ...{ subject_kind: 'visit', subject_id: visit_id, slot: its },
  });
  const last = computed(() => kept.value.at(-1));
  const urls = usePhotoUrls(() => (last.value ? [last.value] : []));
  const marks = usePreviewMark(() => (slot.value === null ? null : targetOf(slot.value)));

  async function open(its: string): Promise<void> {
    await rememberIntent(targetOf(its));
    void locate();
    [slot.value, kept.value, fault.value] = [its, [], null];
  }

  async function keep(its: string, picture: Blob): Promise<void> {
    const photo_id = await shots.keepShot(targetOf(its), picture);
    saving.value -= 1;
    fault.value = shots.fault.value;
    if (photo_id) kept.value = [...kept.value, photo_id];
  }

  /** Pictures are large: never two of them are decoded at a time. */
  function add(picture: Blob): void {
    if (slot.value === null) return;
    const its = slot.value;
    saving.value += 1;
    queue = queue.then(() => keep(its, picture));
  }

  /** What is still being saved goes on; another camera may open for the same intent. */
  function leave(): void {
    slot.value = null;
  }

  async function close(): Promise<void> {
    leave();
    await queue;
    await settleIntent();
  }

  return {
    ...{ slot, saving, fault, marks, open, add, leave, close },
    taken: computed(() => kept.value.length),
    lastUrl: computed(() => urls.value.get(last.value ?? '') ?? null),
  };
}

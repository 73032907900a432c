// Marking up one photo: what is drawn so far, and keeping it.
import { computed, ref, watch } from 'vue';
import { perform } from '@/local/perform';
import { editorOf, usePhotoUrls } from '@/local/photoViews';
import { useRow } from '@/local/rows';
import { useSession } from '@/local/session';
import type { Mark } from '@/ui/marks';
import { changed, type Drawing, hasRoom, opened, redone, undone } from './drawing';

/** States in which the unit may still hand in photos. */
const AWAITING = ['delivered', 'acknowledged', 'returned', 'escalated'];

/** Whether the record that a photo belongs to still takes changes, as far as is known here. */
export function useIsOpen(id: () => string) {
  const photo = useRow('photo', id);
  const subject = (kind: string) => () =>
    photo.value?.subject_kind === kind ? photo.value.subject_id : '';
  const visit = useRow('visit', subject('visit'));
  const order = useRow('order', subject('order'));
  return computed(() => {
    if (photo.value?.subject_kind === 'visit') return visit.value?.state === 'open';
    return AWAITING.includes(order.value?.state ?? '');
  });
}

export function useAnnotating(id: () => string) {
  const { user } = useSession();
  const photo = useRow('photo', id);
  const isOpen = useIsOpen(id);
  const urls = usePhotoUrls(() => [id()], 'display');
  const drawing = ref<Drawing | null>(null);
  const failure = ref(false);

  // Once: what comes in while somebody draws is not laid under his hand.
  watch(
    photo,
    (row) => {
      if (row && !drawing.value) drawing.value = opened(row.marks ?? []);
    },
    { immediate: true },
  );

  const marks = computed(() => drawing.value?.marks ?? []);
  function change(step: (drawing: Drawing) => Drawing): void {
    if (drawing.value) drawing.value = step(drawing.value);
  }

  async function save(): Promise<boolean> {
    failure.value = false;
    try {
      await perform('photo.annotate', { photo_id: id(), marks: marks.value });
      return true;
    } catch {
      failure.value = true;
      return false;
    }
  }

  return {
    ...{ photo, marks, failure, save },
    url: computed(() => urls.value.get(id()) ?? null),
    mayDraw: computed(
      () => !!photo.value && 'editor' in editorOf(photo.value, user.value?.id, isOpen.value),
    ),
    hasRoom: computed(() => hasRoom(marks.value)),
    canUndo: computed(() => !!drawing.value?.past.length),
    canRedo: computed(() => !!drawing.value?.future.length),
    add: (mark: Mark): void => change((now) => changed(now, [...now.marks, mark])),
    clear: (): void => change((now) => changed(now, [])),
    undo: (): void => change(undone),
    redo: (): void => change(redone),
  };
}

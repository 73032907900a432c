// A visit's photos as the grid and the viewer show them, by slot.
import { computed, type Ref, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { PhotoRow } from '@/api/rows';
import { formatInstant } from '@/lib/dates';
import { usePhotoMark } from '@/local/photoMarks';
import { drawnOf, editorOf, usePhotoStates, usePhotoUrls } from '@/local/photoViews';
import { useSession } from '@/local/session';
import type { ShownPhoto } from '@/ui/photos';

const NAMED = ['signature', 'witness'];

/** `isOpen`: its record still takes changes. */
export function useShown(
  photos: Readonly<Ref<readonly PhotoRow[]>>,
  isOpen: () => boolean = () => false,
) {
  const { user } = useSession();
  const { t } = useI18n();
  const viewedSlot = ref<string | null>(null);
  const viewedIndex = ref<number | null>(null);
  const thumbs = usePhotoUrls(() => photos.value.map(({ id }) => id));
  const states = usePhotoStates(() => photos.value);

  /** Full pictures are large: only the one on the whole screen is opened. */
  const viewedId = computed(() => {
    const own = photos.value.filter(({ slot }) => slot === viewedSlot.value);
    return viewedIndex.value === null ? undefined : own[viewedIndex.value]?.id;
  });
  const mark = usePhotoMark(() => photos.value.find(({ id }) => id === viewedId.value));
  const full = usePhotoUrls(() => (viewedId.value ? [viewedId.value] : []), 'display');

  function linesOf(photo: PhotoRow): string[] {
    const isPlaced = photo.lat !== null;
    return [
      formatInstant(photo.taken_at),
      t(`visits.photo.source.${photo.source}`),
      t(isPlaced ? 'visits.photo.accuracy' : 'visits.photo.nowhere', { m: photo.accuracy_m ?? 0 }),
    ];
  }

  const slotName = (slot: string): string =>
    NAMED.includes(slot) ? t(`visits.photo.${slot}`) : slot;

  const toShown = (photo: PhotoRow): ShownPhoto => ({
    id: photo.id,
    url: thumbs.value.get(photo.id) ?? null,
    fullUrl: full.value.get(photo.id) ?? null,
    label: t('visits.photo.label', { slot: slotName(photo.slot) }),
    state: states.value.get(photo.id) ?? 'saved',
    lines: linesOf(photo),
    mark: photo.id === viewedId.value ? mark.value : null,
    ...drawnOf(photo),
    ...editorOf(photo, user.value?.id, isOpen()),
  });

  const bySlot = computed(() => {
    const slots: Record<string, ShownPhoto[]> = {};
    for (const photo of photos.value) {
      slots[photo.slot] = [...(slots[photo.slot] ?? []), toShown(photo)];
    }
    return slots;
  });

  return {
    ...{ bySlot, viewedIndex },
    all: computed(() => Object.values(bySlot.value).flat()),
    viewed: computed(() => bySlot.value[viewedSlot.value ?? ''] ?? []),
    view: (slot: string, index: number): void => {
      viewedSlot.value = slot;
      viewedIndex.value = index;
    },
  };
}

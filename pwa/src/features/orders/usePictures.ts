// Pictures of an order as pages draw them: thumbnails at once, full size only for what is looked at.
import { computed, ref } from 'vue';
import type { PhotoRow } from '@/api/rows';
import { formatInstant } from '@/lib/dates';
import { drawnOf, editorOf, usePhotoStates, usePhotoUrls } from '@/local/photoViews';
import { useSession } from '@/local/session';
import type { ShownPhoto } from '@/ui/photos';

/** `isOpen`: the order still awaits what is photographed for it. */
export function usePictures(
  photos: () => readonly PhotoRow[],
  ids: () => readonly string[],
  isOpen: () => boolean,
) {
  const { user } = useSession();
  const looked = ref<readonly string[]>([]);
  const mine = computed(() => photos().filter(({ owner_id }) => owner_id === user.value?.id));
  const states = usePhotoStates(() => mine.value);
  const byId = computed(() => new Map(photos().map((photo) => [photo.id, photo])));
  /** Others' photos are asked for when their rows say that the server has them, and not before. */
  const isToBeHad = (id: string): boolean => {
    const row = byId.value.get(id);
    return row !== undefined && (row.blob === 'present' || row.owner_id === user.value?.id);
  };
  const small = usePhotoUrls(() => ids().filter(isToBeHad));
  const large = usePhotoUrls(() => looked.value.filter(isToBeHad), 'display');

  /** Its own photos carry their state of delivery; what others took is theirs to deliver. */
  function picture(id: string, label: string): ShownPhoto {
    const row = byId.value.get(id);
    const state = row?.blob === 'present' ? undefined : states.value.get(id);
    return {
      ...{ id, label, url: small.value.get(id) ?? null },
      fullUrl: large.value.get(id) ?? null,
      ...(state ? { state } : {}),
      ...(row ? told(row) : { lines: [] }),
    };
  }

  /** What was found on site belongs to a check that is closed: nobody draws on it here. */
  function told(row: PhotoRow) {
    const isRectification = row.subject_kind === 'order' && isOpen();
    return {
      ...drawnOf(row),
      ...editorOf(row, user.value?.id, isRectification),
      lines: [`${formatInstant(row.taken_at)} · ${row.owner_name}`],
    };
  }

  function lookAt(photo_ids: readonly string[]): void {
    looked.value = photo_ids;
  }

  return { picture, lookAt, photoOf: (id: string) => byId.value.get(id) };
}

// Photos as screens show them: a picture's address, released when it is no longer shown, and its state.

import { type ComputedRef, computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import type { PhotoRow } from '@/api/rows';
import type { Delivery } from './delivery';
import { deliveryOf } from './delivery';
import { type OpenPhoto, openPhoto, type PhotoSize } from './photos';
import { keptPhotos, outboxEntries } from './snapshot';
import { isOnline, syncState } from './syncing';

/** Asked for by hand: an <img> would show a torn page where a frame should say that it is not here. */
async function fetched(url: string): Promise<OpenPhoto | null> {
  const response = await fetch(url, { credentials: 'same-origin' }).catch(() => null);
  const isPicture = response?.headers.get('content-type')?.startsWith('image/') ?? false;
  if (!response?.ok || !isPicture) return null;
  const held = URL.createObjectURL(await response.blob());
  return { url: held, release: () => URL.revokeObjectURL(held) };
}

async function shown(id: string, size: PhotoSize): Promise<OpenPhoto | null> {
  const photo = await openPhoto(id, size);
  return photo.url.startsWith('blob:') ? photo : fetched(photo.url);
}

/**
 * Addresses by photo id; a photo that is new here gets one, one that has gone is released. None where the
 * bytes are neither here nor to be had from the server now; asked for again when the network is back.
 */
export function usePhotoUrls(
  ids: () => readonly string[],
  size: PhotoSize = 'thumbnail',
): Ref<ReadonlyMap<string, string>> {
  const open = new Map<string, OpenPhoto>();
  const urls = shallowRef<ReadonlyMap<string, string>>(new Map());
  let isOver = false;
  const show = (): void => {
    urls.value = new Map([...open].map(([id, { url }]) => [id, url]));
  };
  const close = (id: string): void => {
    open.get(id)?.release();
    open.delete(id);
  };
  const add = async (id: string): Promise<void> => {
    const photo = await shown(id, size);
    if (isOver || open.has(id)) photo?.release();
    else if (photo) open.set(id, photo);
  };
  const follow = async (wanted: readonly string[]): Promise<void> => {
    for (const id of [...open.keys()]) if (!wanted.includes(id)) close(id);
    const adding = wanted.filter((id) => !open.has(id)).map((id) => add(id).then(show));
    show();
    await Promise.all(adding);
  };
  watch([() => ids().join(' '), isOnline], () => follow(ids()), { immediate: true });
  onScopeDispose(() => {
    isOver = true;
    for (const id of [...open.keys()]) close(id);
  });
  return urls;
}

/** Each photo's own state of delivery. */
export function usePhotoStates(
  photos: () => readonly Pick<PhotoRow, 'id' | 'blob'>[],
): ComputedRef<ReadonlyMap<string, Delivery>> {
  const entries = outboxEntries();
  const kept = keptPhotos();
  return computed(() => {
    const { phase, upload } = syncState.value;
    const online = isOnline.value;
    const stateOf = (photo: Pick<PhotoRow, 'id' | 'blob'>): Delivery => {
      const its = entries.value.filter(({ about }) => about.includes(`photo/${photo.id}`));
      const uploading = upload?.photo_id ?? null;
      return deliveryOf({
        entries: its,
        photos: [photo],
        kept: kept.value,
        phase,
        uploading,
        online,
      });
    };
    return new Map(photos().map((photo) => [photo.id, stateOf(photo)]));
  });
}

/** What every screen draws of a photo beside its bytes; rows of an older app have no marks. */
export const drawnOf = (photo: PhotoRow) => ({
  marks: photo.marks ?? [],
  width: photo.width,
  height: photo.height,
  isPicked: photo.source === 'gallery',
  page: `/photos/${photo.id}`,
});

/** Where marks are drawn on it, while its record still takes changes: on one's own pictures. */
export function editorOf(
  photo: PhotoRow,
  userId: string | undefined,
  isOpen: boolean,
): { editor?: string } {
  const isMarkable = isOpen && photo.owner_id === userId && photo.source !== 'pad';
  return isMarkable ? { editor: `/photos/${photo.id}/annotate` } : {};
}

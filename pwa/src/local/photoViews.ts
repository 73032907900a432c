// Photos as screens show them: a picture's address, released when it is no longer shown, and its state.

import { type ComputedRef, computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import type { PhotoRow } from '@/api/rows';
import type { Delivery } from './delivery';
import { deliveryOf } from './delivery';
import { type OpenPhoto, openPhoto, type PhotoSize } from './photos';
import { keptPhotos, outboxEntries } from './snapshot';
import { isOnline, syncState } from './syncing';

/** Addresses by photo id; a photo that is new here gets one, one that has gone is released. */
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
    const photo = await openPhoto(id, size);
    if (isOver || open.has(id)) photo.release();
    else open.set(id, photo);
  };
  const follow = async (wanted: readonly string[]): Promise<void> => {
    for (const id of [...open.keys()]) if (!wanted.includes(id)) close(id);
    await Promise.all(wanted.filter((id) => !open.has(id)).map(add));
    show();
  };
  watch(() => ids().join(' '), () => follow(ids()), { immediate: true });
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
      return deliveryOf({ entries: its, photos: [photo], kept: kept.value, phase, uploading, online });
    };
    return new Map(photos().map((photo) => [photo.id, stateOf(photo)]));
  });
}

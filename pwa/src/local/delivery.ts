// Delivery: the honest state of one record, in five fixed words.

import type { Phase } from '@device/phase';
import type { OutboxEntry } from '@device/store';
import { type ComputedRef, computed, type MaybeRefOrGetter, toValue } from 'vue';
import type { Entity, Rows } from '@/api/rows';
import type { KeptPhoto } from './blobs';
import { currentLocal } from './context';
import { live } from './live';
import { row, rows } from './rows';
import { keptPhotos, outboxEntries } from './snapshot';
import { isOnline, syncState } from './syncing';

/** 已存本机 · 待发送 · 发送中 · 已送达 · 需处理 */
export type Delivery = 'saved' | 'queued' | 'sending' | 'delivered' | 'attention';

export interface Facts {
  /** The outbox's entries about this record. */
  readonly entries: readonly OutboxEntry[];
  /** The rows of its photos that this user took. */
  readonly photos: readonly Pick<Rows['photo'], 'id' | 'blob'>[];
  readonly kept: readonly Pick<KeptPhoto, 'photo_id' | 'state'>[];
  readonly phase: Phase;
  readonly uploading: string | null;
  readonly online: boolean;
}

function isBad({ entries, photos, kept }: Facts): boolean {
  const ids = new Set(photos.map(({ id }) => id));
  const isBadPhoto = ({ photo_id, state }: Facts['kept'][number]): boolean =>
    ids.has(photo_id) && (state === 'refused' || state === 'blocked');
  return (
    entries.some(({ state }) => state === 'refused' || state === 'parked') ||
    photos.some(({ blob }) => blob === 'refused') ||
    kept.some(isBadPhoto)
  );
}

function isSending({ entries, photos, phase, uploading }: Facts): boolean {
  if (phase === 'pushing') return entries.some(({ state }) => state === 'sending');
  return photos.some(({ id }) => id === uploading);
}

/** Delivered: every mutation applied and pulled, and every photo `present` by the pulled row. */
export function deliveryOf(facts: Facts): Delivery {
  if (isBad(facts)) return 'attention';
  const isWhole = facts.photos.every(({ blob }) => blob === 'present');
  if (facts.entries.length === 0 && isWhole) return 'delivered';
  if (isSending(facts)) return 'sending';
  return facts.online ? 'queued' : 'saved';
}

type PhotoRow = Rows['photo'];

async function photosOf(entity: Entity, id: string): Promise<PhotoRow[]> {
  if (entity !== 'photo') return rows('photo', { parent: id });
  const photo = await row('photo', id);
  return photo ? [photo] : [];
}

/** Others' photos are for others' phones to deliver. */
function isMine(photo: PhotoRow, kept: readonly KeptPhoto[]): boolean {
  const { value: here } = currentLocal;
  return photo.owner_id === here?.user.id || kept.some(({ photo_id }) => photo_id === photo.id);
}

export function useDelivery(entity: Entity, id: MaybeRefOrGetter<string>): ComputedRef<Delivery> {
  const all = outboxEntries();
  const kept = keptPhotos();
  const photos = live<PhotoRow[]>(
    () => photosOf(entity, toValue(id)),
    [],
    () => toValue(id),
  );
  return computed(() => {
    const key = `${entity}/${toValue(id)}`;
    const { phase, upload } = syncState.value;
    return deliveryOf({
      entries: all.value.filter(({ about }) => about.includes(key)),
      photos: photos.value.filter((photo) => isMine(photo, kept.value)),
      kept: kept.value,
      phase,
      uploading: upload?.photo_id ?? null,
      online: isOnline.value,
    });
  });
}

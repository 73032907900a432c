// Photos: kept on this device, verified, attached; shown from here while the bytes are here.

import type { CommandArgs } from '@/api/commands';
import { hexOf } from '@/lib/bytes';
import type { KeptPhoto } from './blobs';
import { local } from './context';
import { type Performed, perform } from './perform';
import { findRoom, withRoom } from './room';
import { sealOf } from './sealing';

/** The disk gave back other bytes than it was given; the photo has to be taken again. */
export class PhotoNotKept extends Error {
  override readonly name = 'PhotoNotKept';
}

type AttachArgs = CommandArgs['photo.attach'];

export interface NewPhoto extends Omit<AttachArgs, 'sha256' | 'size' | 'seal'> {
  /** How old the position was at the tap, s; null where there is none. */
  readonly fix_age_s: number | null;
  readonly bytes: ArrayBuffer;
  readonly type: string;
  readonly thumb: ArrayBuffer | null;
}

export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  return hexOf(await crypto.subtle.digest('SHA-256', bytes));
}

async function keep(info: KeptPhoto, photo: NewPhoto): Promise<void> {
  const { blobs } = local();
  await withRoom(() => blobs.add(info, { bytes: photo.bytes, thumb: photo.thumb }));
  const back = await blobs.bytes(info.photo_id);
  if (back && (await sha256Of(back)) === info.sha256) return;
  await blobs.remove(info.photo_id);
  throw new PhotoNotKept(info.photo_id);
}

/**
 * Bytes first, read back and compared, then the sealed row: so there is never a row whose photo is nowhere.
 * Throws `StorageFull` or `PhotoNotKept`; then nothing was kept.
 */
export async function savePhoto(photo: NewPhoto): Promise<Performed> {
  const size = photo.bytes.byteLength;
  await findRoom(size + (photo.thumb?.byteLength ?? 0));
  const sha256 = await sha256Of(photo.bytes);
  const { bytes: _, thumb: __, type, fix_age_s, ...args } = photo;
  const fresh = { state: 'kept', tries: 0, code: null, delivered_at: null } as const;
  await keep({ photo_id: photo.photo_id, type, size, sha256, ...fresh }, photo);
  try {
    const seal = await sealOf({ ...args, sha256, size, fix_age_s });
    return await perform('photo.attach', { ...args, sha256, size, seal });
  } catch (error) {
    await local().blobs.remove(photo.photo_id);
    throw error;
  }
}

export type PhotoSize = 'display' | 'thumbnail';

export interface OpenPhoto {
  readonly url: string;
  /** Call it when the picture is no longer shown. */
  release(): void;
}

async function localBytes(photo_id: string, size: PhotoSize): Promise<ArrayBuffer | undefined> {
  const { blobs } = local();
  return size === 'thumbnail' ? blobs.thumb(photo_id) : blobs.bytes(photo_id);
}

/** From this device where the bytes are still here, else from the server. */
export async function openPhoto(photo_id: string, size: PhotoSize = 'display'): Promise<OpenPhoto> {
  const bytes = await localBytes(photo_id, size);
  if (!bytes) {
    return { url: `/api/photos/${encodeURIComponent(photo_id)}/${size}`, release: () => undefined };
  }
  const url = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
  return { url, release: () => URL.revokeObjectURL(url) };
}

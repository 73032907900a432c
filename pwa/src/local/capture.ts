// Capture: a picture becomes a photo of a visit or order; what was about to be shot survives a reload.

import type { CommandArgs } from '@/api/commands';
import { uuidv7 } from '@/lib/ids';
import { instantNow } from './clock';
import { local } from './context';
import { forgetDraft, readDraft, saveDraft } from './drafts';
import { perform } from './perform';
import { savePhoto } from './photos';
import { lastFix } from './position';

type AttachArgs = CommandArgs['photo.attach'];

/** What is being photographed. */
export type Target = Pick<AttachArgs, 'subject_kind' | 'subject_id' | 'slot'>;

export interface Shot {
  readonly bytes: ArrayBuffer;
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly thumb: ArrayBuffer | null;
  readonly source: AttachArgs['source'];
}

const INTENT = 'camera-intent';
/** A position older than this does not say where a photo was taken. */
const FIX_AGE_MS = 5 * 60_000;
/** Slow storage must not make the browser forget that there was a tap. */
const PATIENCE_MS = 250;

function position(now: number) {
  const fix = lastFix(FIX_AGE_MS, now);
  if (!fix) return { lat: null, lon: null, accuracy_m: null, fix_age_s: null };
  const { lat, lon, accuracy_m, at } = fix;
  return { lat, lon, accuracy_m, fix_age_s: Math.max(0, Math.round((now - at) / 1000)) };
}

/** Time and place of this moment: asked for at the tap, not when the picture has been read. */
export const tapped = () => ({ taken_at: instantNow(), ...position(Date.now()) });

export type Tap = ReturnType<typeof tapped>;

/** Verified on the disk when it resolves (已存本机); rejects as `savePhoto` does. */
export async function saveShot(target: Target, shot: Shot, tap: Tap = tapped()): Promise<string> {
  const photo_id = uuidv7();
  await savePhoto({ photo_id, ...target, ...shot, ...tap, replaces: null });
  return photo_id;
}

/** In the place of a photo that the server refused. */
export async function replaceShot(
  refused: Target & { id: string },
  shot: Shot,
  tap: Tap,
): Promise<string> {
  const photo_id = uuidv7();
  const { id: replaces, subject_kind, subject_id, slot } = refused;
  const target = { subject_kind, subject_id, slot };
  await savePhoto({ photo_id, ...target, ...shot, ...tap, replaces });
  await local().blobs.remove(replaces);
  return photo_id;
}

/** Takes a photo back, with its bytes; only while its visit is open. */
export async function dropPhoto(photo_id: string): Promise<void> {
  await perform('photo.detach', { photo_id });
  await local().blobs.remove(photo_id);
}

/** Before the camera opens, since the system may end the page while it is open. */
export async function rememberIntent(target: Target): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([saveDraft(INTENT, target), patience]);
}

/** The camera has come back, with a picture or without. */
export const settleIntent = (): Promise<void> => forgetDraft(INTENT);

/** What the camera was opened for and never came back with. */
export const lostIntent = (): Promise<Target | undefined> => readDraft<Target>(INTENT);

// Shooting: from the tap on a camera button to a photo that is safe here, or to the reason why it is not.

import { StorageFull, StorageLost } from '@device/faults';
import { type Ref, readonly, ref } from 'vue';
import { type PictureFault, PictureProblem, readPicture } from '@/lib/picture';
import {
  rememberIntent,
  replaceShot,
  type Shot,
  saveShot,
  settleIntent,
  type Tap,
  type Target,
  tapped,
} from './capture';
import { PhotoNotKept } from './photos';
import { locate } from './position';

export type ShotSource = 'camera' | 'gallery';
export type ShotFault = PictureFault | 'storage-full' | 'not-kept';

/** Opens a fresh file input: `pickPhoto` of ui/. */
export type Picker = (from: ShotSource) => Promise<File | null>;

/** A signature as the pad hands it over. */
export interface Drawing {
  readonly bytes: ArrayBuffer;
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

export interface Shooting {
  readonly isBusy: Readonly<Ref<boolean>>;
  readonly fault: Readonly<Ref<ShotFault | null>>;
  /** The new photo's id; null where the user turned back, or `fault` says why not. */
  shoot(target: Target, from?: ShotSource): Promise<string | null>;
  /** In the place of a refused photo. */
  shootAnew(refused: Target & { id: string }, from?: ShotSource): Promise<string | null>;
  /** A picture of the camera in the page, which stays open: its intent is not settled here. */
  keepShot(target: Target, picture: Blob): Promise<string | null>;
  keepDrawing(target: Target, drawing: Drawing): Promise<string | null>;
  forgetFault(): void;
}

function faultOf(error: unknown): ShotFault {
  if (error instanceof PictureProblem) return error.fault;
  if (error instanceof StorageFull) return 'storage-full';
  if (error instanceof PhotoNotKept || error instanceof StorageLost) return 'not-kept';
  throw error;
}

/** Only what a command wants: a refused photo brings its id along. */
const targetOf = ({ subject_kind, subject_id, slot }: Target): Target => ({
  ...{ subject_kind, subject_id, slot },
});

export function useShooting(pick: Picker): Shooting {
  const isBusy = ref(false);
  const fault = ref<ShotFault | null>(null);

  async function guarded(work: () => Promise<string>): Promise<string | null> {
    isBusy.value = true;
    fault.value = null;
    try {
      return await work();
    } catch (error) {
      fault.value = faultOf(error);
      return null;
    } finally {
      isBusy.value = false;
    }
  }

  async function pickFor(target: Target, from: ShotSource): Promise<File | null> {
    await rememberIntent(targetOf(target));
    // Not awaited: the fix arrives while the camera is open, or with the next photo.
    void locate();
    return pick(from);
  }

  async function take(
    target: Target,
    from: ShotSource,
    save: (shot: Shot, tap: Tap) => Promise<string>,
  ): Promise<string | null> {
    const file = await pickFor(target, from);
    const tap = tapped();
    const work = async (found: File) => save({ ...(await readPicture(found)), source: from }, tap);
    const photo_id = file && (await guarded(() => work(file)));
    await settleIntent();
    return photo_id;
  }

  const shoot = (target: Target, from: ShotSource = 'camera'): Promise<string | null> =>
    take(target, from, (shot, tap) => saveShot(targetOf(target), shot, tap));

  const shootAnew = (
    refused: Target & { id: string },
    from: ShotSource = 'camera',
  ): Promise<string | null> => take(refused, from, (shot, tap) => replaceShot(refused, shot, tap));

  function keepShot(target: Target, picture: Blob): Promise<string | null> {
    const tap = tapped();
    return guarded(async () =>
      saveShot(target, { ...(await readPicture(picture)), source: 'camera' }, tap),
    );
  }

  const keepDrawing = (target: Target, drawing: Drawing): Promise<string | null> =>
    guarded(() => saveShot(targetOf(target), { ...drawing, thumb: null, source: 'pad' }));

  function forgetFault(): void {
    fault.value = null;
  }

  return {
    ...{ isBusy: readonly(isBusy), fault: readonly(fault) },
    ...{ shoot, shootAnew, keepShot, keepDrawing, forgetFault },
  };
}

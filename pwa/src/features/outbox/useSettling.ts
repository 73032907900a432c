// What a person does about refused work: send again, discard with undo, take a photo anew, export.
import { StillSending } from '@device/resolve';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { dayOf } from '@/lib/dates';
import { dropPhoto } from '@/local/capture';
import { discard, fixAndResend } from '@/local/outbox';
import { forgetBytes, retryPhoto } from '@/local/photoCare';
import { useRevocation } from '@/local/revocation';
import { useShooting } from '@/local/shooting';
import { download } from '@/ui/download';
import { pickPhoto } from '@/ui/pickPhoto';
import { type Problem, photosOf } from './rules';

/** Something that was put away and can still be taken back. */
type Dropped = {
  key: string;
  kind: 'work' | 'photo';
  undo(): Promise<void>;
  /** When it cannot be taken back any more. */
  finish(): Promise<void>;
};

function useDropping() {
  const dropped = shallowRef<Dropped | null>(null);
  /** A photo of which only the decision is known yet: its place still holds it. */
  const hiddenPhoto = ref<string | null>(null);

  async function take(): Promise<Dropped | null> {
    const last = dropped.value;
    dropped.value = null;
    return last;
  }
  const settle = async (): Promise<void> => (await take())?.finish();
  const undo = async (): Promise<void> => (await take())?.undo();

  async function dropWork(problem: Problem): Promise<void> {
    await settle();
    const { uids, undo: takeBack } = await discard(problem.uid);
    dropped.value = {
      ...{ key: uids.join(), kind: 'work', undo: takeBack },
      finish: () => forgetBytes(photosOf(problem)),
    };
  }
  async function dropShot(photo_id: string): Promise<void> {
    await settle();
    hiddenPhoto.value = photo_id;
    const show = (): void => {
      hiddenPhoto.value = null;
    };
    dropped.value = {
      ...{ key: photo_id, kind: 'photo', undo: async () => show() },
      finish: async () => {
        await dropPhoto(photo_id);
        show();
      },
    };
  }
  onScopeDispose(() => void settle());
  return { dropped, hiddenPhoto, settle, undo, dropWork, dropShot };
}

export function useSettling() {
  const isBusy = ref(false);
  /** The server may be taking it this very moment: it can be neither rewritten nor dropped. */
  const isStillSending = ref(false);
  const dropping = useDropping();
  const shooting = useShooting(pickPhoto);
  const revocation = useRevocation();

  async function guarded(work: () => Promise<void>): Promise<void> {
    isBusy.value = true;
    isStillSending.value = false;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StillSending)) throw error;
      isStillSending.value = true;
    } finally {
      isBusy.value = false;
    }
  }

  return {
    ...{ isBusy, isStillSending, retryPhoto },
    ...{ dropped: dropping.dropped, hiddenPhoto: dropping.hiddenPhoto },
    ...{ undo: dropping.undo, settle: dropping.settle, dropPhoto: dropping.dropShot },
    ...{ fault: shooting.fault, forgetFault: shooting.forgetFault, shootAnew: shooting.shootAnew },
    resend: ({ uid }: Problem): Promise<void> => guarded(() => fixAndResend(uid)),
    drop: (problem: Problem): Promise<void> => guarded(() => dropping.dropWork(problem)),
    exported: revocation.exported,
    /** The user was asked; what is not exported is lost. */
    wipe: (): Promise<void> => guarded(() => revocation.wipe(true)),
    exportAll: (passphrase: string): Promise<void> =>
      guarded(async () => {
        download(await revocation.exportRescue(passphrase), `ducha-${dayOf(Date.now())}.rescue`);
      }),
  };
}

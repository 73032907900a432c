// What a person does about refused work: send again, discard with undo, take a photo anew, export.
import { StillSending } from '@device/resolve';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { dayOf } from '@/lib/dates';
import { type Discarded, discard, fixAndResend } from '@/local/outbox';
import { forgetBytes, retryPhoto } from '@/local/photoCare';
import { rescueFile } from '@/local/rescue';
import { useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';
import { type Problem, photosOf } from './rules';

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser reads the file after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function useSettling() {
  const isBusy = ref(false);
  /** The server may be taking it this very moment: it can be neither rewritten nor dropped. */
  const isStillSending = ref(false);
  const dropped = shallowRef<(Discarded & { photo_ids: string[] }) | null>(null);
  const shooting = useShooting(pickPhoto);

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

  const resend = ({ uid }: Problem): Promise<void> => guarded(() => fixAndResend(uid));

  /** What cannot be undone any more leaves its photos behind. */
  async function settle(): Promise<void> {
    const last = dropped.value;
    dropped.value = null;
    if (last) await forgetBytes(last.photo_ids);
  }

  const drop = (problem: Problem): Promise<void> =>
    guarded(async () => {
      await settle();
      dropped.value = { ...(await discard(problem.uid)), photo_ids: photosOf(problem) };
    });

  async function undo(): Promise<void> {
    const last = dropped.value;
    dropped.value = null;
    await last?.undo();
  }

  const exportAll = (passphrase: string): Promise<void> =>
    guarded(async () => {
      download(await rescueFile(passphrase), `ducha-${dayOf(Date.now())}.rescue`);
    });

  onScopeDispose(() => void settle());

  return {
    ...{ isBusy, isStillSending, dropped, resend, drop, undo, settle, exportAll, retryPhoto },
    ...{ fault: shooting.fault, forgetFault: shooting.forgetFault, shootAnew: shooting.shootAnew },
  };
}

// Signing out with unsent work: send it first, keep it here, or take it along as a sealed file.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { dayOf } from '@/lib/dates';
import { rescueFile } from '@/local/rescue';
import { type SendOutcome, sendAllNow } from '@/local/sending';
import { signOut, unsentHere } from '@/local/session';
import { useSyncState } from '@/local/syncView';
import { download } from '@/ui/download';
import { blockedWord, isVerifying } from './rules';

type Unsent = { mutations: number; photos: number };

/** The server looks at a photo for a moment after its last byte. */
const VERIFY_TRIES = 10;
const VERIFY_MS = 1_000;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, VERIFY_MS));

const amount = ({ mutations, photos }: Unsent): number => mutations + photos;

export function useLeaving() {
  const sync = useSyncState();
  /** What would stay behind; null while nobody has asked to leave. */
  const leaving = shallowRef<Unsent | null>(null);
  const outcome = shallowRef<SendOutcome | null>(null);
  const isSending = ref(false);
  const isExported = ref(false);
  /** How much there was to send when sending began. */
  const total = ref(0);
  let stopping = new AbortController();

  async function ask(): Promise<void> {
    outcome.value = null;
    isExported.value = false;
    leaving.value = await unsentHere();
  }
  function stay(): void {
    stopping.abort();
    leaving.value = null;
  }

  async function sendAll(signal: AbortSignal): Promise<SendOutcome> {
    let found = await sendAllNow(signal);
    for (let left = VERIFY_TRIES; left > 0 && isVerifying(found, sync.value); left -= 1) {
      await pause();
      found = await sendAllNow(signal);
    }
    return found;
  }

  /** Whether all is sent, so that one may leave. */
  async function send(): Promise<boolean> {
    stopping = new AbortController();
    total.value = amount(leaving.value ?? { mutations: 0, photos: 0 });
    isSending.value = true;
    outcome.value = await sendAll(stopping.signal);
    isSending.value = false;
    if (leaving.value) leaving.value = await unsentHere();
    // What the server has refused on the way is for its author to see, before he goes.
    const isAllTaken = outcome.value.kind === 'sent' && sync.value.needsAttention === 0;
    return isAllTaken && leaving.value !== null;
  }

  async function exportAll(passphrase: string): Promise<void> {
    download(await rescueFile(passphrase), `ducha-${dayOf(Date.now())}.rescue`);
    isExported.value = true;
  }

  onScopeDispose(() => stopping.abort());
  return {
    ...{ leaving, isSending, isExported, total, ask, stay, send, exportAll },
    stop: (): void => stopping.abort(),
    leave: signOut,
    /** Refused or parked: sending does not help. */
    unsettled: computed(() => sync.value.needsAttention),
    left: computed(() => sync.value.pending + sync.value.photosPending),
    blocked: computed(() => outcome.value && blockedWord(outcome.value, sync.value)),
  };
}

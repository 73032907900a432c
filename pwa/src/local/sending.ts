// Sending all now: for a user who leaves, with an end that says what is in the way.

import type { Phase } from '@device/phase';
import type { Problem } from '@device/problems';
import { watch } from 'vue';
import type { Unsent } from './accounts';
import { sendPhotosNow } from './metered';
import { unsentHere } from './session';
import { syncState } from './syncing';
import { wakeSync } from './wake';

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** The user does not want to wait any longer. */
  | { readonly kind: 'cancelled'; readonly left: Unsent }
  /** Phase and problem of the loop; phase idle: what is left needs a person, as a refused photo does. */
  | {
      readonly kind: 'blocked';
      readonly phase: Phase;
      readonly problem: Problem | null;
      readonly left: Unsent;
    };

/** In these the loop goes on by itself: it works, or another tab does. */
const WORKING: readonly Phase[] = ['pushing', 'pulling', 'uploading', 'elsewhere'];

/** In these a button wakes nothing. */
const STUCK: readonly Phase[] = ['stopped', 'signed-out', 'lost'];

/** Resolves with the next phase in which the loop has come to an end, or at once when it is cancelled. */
function nextRest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const rested = (): void => {
      end();
      signal.removeEventListener('abort', rested);
      resolve();
    };
    const look = (): void => {
      if (!WORKING.includes(syncState.value.phase)) rested();
    };
    // Between two rounds in a row it seems to rest for a moment.
    const end = watch(syncState, () => setTimeout(look), { flush: 'sync' });
    signal.addEventListener('abort', rested);
    if (signal.aborted || STUCK.includes(syncState.value.phase)) rested();
    else wakeSync('button');
  });
}

const amount = ({ mutations, photos }: Unsent): number => mutations + photos;

/** Null where another round may help. */
function outcomeOf(left: Unsent, before: number, signal: AbortSignal): SendOutcome | null {
  if (amount(left) === 0) return { kind: 'sent' };
  if (signal.aborted) return { kind: 'cancelled', left };
  const { phase, problem } = syncState.value;
  // Woken during a round, the loop goes straight on with the next.
  if (WORKING.includes(phase)) return null;
  // A photo's row and its bytes need a round each; a round that moved nothing is the last.
  const isStuck = phase !== 'idle' || amount(left) >= before;
  return isStuck ? { kind: 'blocked', phase, problem, left } : null;
}

/** Sends until nothing is left or nothing more goes. Progress is to be seen in `useSyncState`. */
export async function sendAllNow(signal: AbortSignal): Promise<SendOutcome> {
  // Photos too, whatever the line: who leaves may not come back to this device.
  sendPhotosNow();
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    await nextRest(signal);
    const left = await unsentHere();
    const outcome = outcomeOf(left, before, signal);
    if (outcome) return outcome;
    if (!WORKING.includes(syncState.value.phase)) before = amount(left);
  }
}

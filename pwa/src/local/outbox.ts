// The outbox for its screen: a live view, and what a person can do about it.

import { discard as discardIn, fixAndResend as resendIn } from '@device/resolve';
import { undoDiscard } from '@device/undo';
import { type ComputedRef, computed } from 'vue';
import { local } from './context';
import { type OutboxView, outboxView } from './outboxView';
import { outboxEntries } from './snapshot';
import { wakeSync } from './wake';

export function useOutbox(): ComputedRef<OutboxView> {
  const entries = outboxEntries();
  return computed(() => outboxView(entries.value));
}

export interface Discarded {
  readonly uids: readonly string[];
  undo(): Promise<void>;
}

async function undo(uids: readonly string[]): Promise<void> {
  const { store, kit } = local();
  await store.write((tx) => undoDiscard(tx, kit, uids));
  wakeSync('write');
}

/** With all that hangs on it. Rejects with `StillSending` while the server may be taking it. */
export async function discard(uid: string): Promise<Discarded> {
  const { store, kit } = local();
  const uids = await store.write((tx) => discardIn(tx, kit, uid));
  wakeSync('write');
  return { uids, undo: () => undo(uids) };
}

/** Sends a refused mutation again, with other args where given, and after it all that it held back. */
export async function fixAndResend(uid: string, args?: object): Promise<void> {
  const { store, kit } = local();
  const mended = args && (JSON.parse(JSON.stringify(args)) as Record<string, unknown>);
  await store.write((tx) => resendIn(tx, kit, uid, mended));
  wakeSync('write');
}

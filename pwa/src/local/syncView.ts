// What the sync line on the screen says: counts, last receipt, phase.

import { isUnanswered } from '@device/outbox';
import type { Phase, SyncState, UploadProgress } from '@device/phase';
import type { Problem } from '@device/problems';
import type { Mismatch, OutboxEntry, Receipt } from '@device/store';
import { type ComputedRef, computed } from 'vue';
import type { KeptPhoto } from './blobs';
import { local } from './context';
import { live } from './live';
import { problemRoots } from './outboxView';
import { keptPhotos, outboxEntries } from './snapshot';
import { isOnline, syncState } from './syncing';

export interface ReceiptView {
  readonly visits: number;
  readonly orders: number;
  readonly photos: number;
  /** ms */
  readonly at: number;
}

export interface SyncView {
  readonly phase: Phase;
  readonly problem: Problem | null;
  readonly online: boolean;
  readonly upload: UploadProgress | null;
  /** When the next try is due, ms; only in phase `waiting` or `elsewhere`. */
  readonly retryAt: number | null;
  /** Mutations that the server has not answered. */
  readonly pending: number;
  readonly photosPending: number;
  readonly bytesLeft: number;
  /** Problems for a person to settle: each counts once, however many edits it holds back. */
  readonly needsAttention: number;
  readonly oldestPendingAt: string | null;
  readonly lastReceipt: ReceiptView | null;
  /** When the phone last held all that the server has for it, ms. */
  readonly syncedAt: number | null;
  /** Server's time minus this device's, ms. */
  readonly skewMs: number | null;
  /** When the base was last compared with the server's digest, ms. */
  readonly checkedAt: number | null;
  /** A difference that pulling everything anew did not mend. */
  readonly digestFault: Mismatch | null;
}

interface Notes {
  readonly receipt?: Receipt | undefined;
  readonly syncedAt?: number | undefined;
  readonly skewMs?: number | undefined;
  readonly checkedAt?: number | undefined;
  readonly digestFault?: Mismatch | undefined;
}

const readNotes = (): Promise<Notes> =>
  local().store.read(async (tx) => ({
    receipt: await tx.meta.get('receipt'),
    syncedAt: await tx.meta.get('synced_at'),
    skewMs: await tx.meta.get('skew_ms'),
    checkedAt: await tx.meta.get('checked_at'),
    digestFault: await tx.meta.get('digest_fault'),
  }));

const countOf = (about: readonly string[], entity: string): number =>
  about.filter((key) => key.startsWith(`${entity}/`)).length;

export function receiptView({ about, photos, at }: Receipt): ReceiptView {
  return { visits: countOf(about, 'visit'), orders: countOf(about, 'order'), photos, at };
}

export const isPending = (entry: OutboxEntry): boolean =>
  isUnanswered(entry) && entry.original === null;

/** Photos whose attaching was refused, parked or discarded: their bytes cannot go, whatever the network. */
function heldPhotos(entries: readonly OutboxEntry[]): Set<unknown> {
  const made = entries.filter((entry) => !isPending(entry)).map((entry) => entry.original ?? entry);
  const attaching = made.filter(({ name }) => name === 'photo.attach');
  return new Set(attaching.map(({ args }) => args.photo_id));
}

export const isWaitingPhoto = ({ state }: KeptPhoto): boolean =>
  state === 'kept' || state === 'uploaded';

const isBadPhoto = ({ state }: KeptPhoto): boolean => state === 'refused' || state === 'blocked';

function bytesLeft(photos: readonly KeptPhoto[], upload: UploadProgress | null): number {
  const kept = photos.filter(({ state }) => state === 'kept');
  const total = kept.reduce((sum, { size }) => sum + size, 0);
  const isUnderWay = kept.some(({ photo_id }) => photo_id === upload?.photo_id);
  return isUnderWay && upload ? total - upload.sent : total;
}

export function summarise(
  entries: readonly OutboxEntry[],
  kept: readonly KeptPhoto[],
  { phase, problem, upload, retry_at }: SyncState,
) {
  const pending = entries.filter(isPending);
  const held = heldPhotos(entries.filter(({ state }) => state !== 'settled'));
  const photos = kept.filter(({ photo_id }) => !held.has(photo_id));
  return {
    ...{ phase, problem, upload, retryAt: retry_at, pending: pending.length },
    photosPending: photos.filter(isWaitingPhoto).length,
    bytesLeft: bytesLeft(photos, upload),
    needsAttention: problemRoots(entries).length + photos.filter(isBadPhoto).length,
    oldestPendingAt: pending[0]?.occurred_at ?? null,
  };
}

export function useSyncState(): ComputedRef<SyncView> {
  const notes = live<Notes>(readNotes, {});
  const entries = outboxEntries();
  const photos = keptPhotos();
  return computed(() => {
    const { receipt, syncedAt, skewMs, checkedAt, digestFault } = notes.value;
    return {
      ...summarise(entries.value, photos.value, syncState.value),
      online: isOnline.value,
      lastReceipt: receipt ? receiptView(receipt) : null,
      syncedAt: syncedAt ?? null,
      skewMs: skewMs ?? null,
      checkedAt: checkedAt ?? null,
      digestFault: digestFault ?? null,
    };
  });
}

// The epoch: which history the server tells. A restore from backup begins another, and what was lost goes again.

import type { SyncKit } from './ports';
import { recoverFromRestore } from './rekey';
import type { Tx } from './store';

/** What an answer says about the server's history, and how far it counts this client there. */
export interface Told {
  readonly epoch: string | null | undefined;
  readonly last_seq: number;
  /** It has said by itself that it was restored, as a cursor from its future shows. */
  readonly isReset?: boolean;
}

/**
 * Whether an answer tells of a history that is gone: since its question was asked under one epoch, another
 * tab has heard of a restore.
 */
export async function isOutlived(
  tx: Tx,
  asked: string | null,
  told: string | null | undefined,
): Promise<boolean> {
  const known = (await tx.meta.get('epoch')) ?? null;
  return known !== asked && known !== told;
}

/** Puts back into the outbox what a restored server may have lost. */
export async function heedEpoch(tx: Tx, kit: SyncKit, told: Told): Promise<void> {
  const known = await tx.meta.get('epoch');
  const isOther = Boolean(known && told.epoch && told.epoch !== known);
  if (told.epoch) await tx.meta.set('epoch', told.epoch);
  if (isOther || told.isReset) await recoverFromRestore(tx, kit, told.last_seq);
}

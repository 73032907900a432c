// The epoch: which history the server tells. A restore from backup begins another, and what was lost goes again.

import type { SyncKit } from './ports';
import { recoverFromRestore } from './rekey';
import type { Tx } from './store';

/** What an answer says about the server's history, and how far it counts this client there. */
export interface Told {
  readonly epoch: string | null | undefined;
  readonly last_seq: number;
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
  if (told.epoch) await tx.meta.set('epoch', told.epoch);
  if (!known || !told.epoch || told.epoch === known) return;
  await recoverFromRestore(tx, kit, told.last_seq);
  await tx.meta.set('recovered', true);
}

/**
 * At the end of a pull. A reset also tells of a restore by which the epoch did not change, as a cursor from
 * the server's future shows; but what an answer to a push has told already is not done again.
 */
export async function heedPulled(
  tx: Tx,
  kit: SyncKit,
  told: Told,
  isReset: boolean,
): Promise<void> {
  await heedEpoch(tx, kit, told);
  const isRecovered = await tx.meta.get('recovered');
  if (isReset && !isRecovered) await recoverFromRestore(tx, kit, told.last_seq);
  await tx.meta.remove('recovered');
}

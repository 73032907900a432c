// The receipt: what the server has confirmed lately, for the line that reassures the user.

import type { Fold } from './fold';
import type { BaseRow, OutboxEntry, Tx } from './store';

/** Confirmations less apart than this are told as one. */
const TOGETHER_MS = 10 * 60_000;

/** Photos whose bytes this pull reports as arrived. Asked before the fold is written. */
export async function arrivedPhotos(tx: Tx, fold: Fold): Promise<number> {
  const isPresent = ({ entity, row }: BaseRow): boolean =>
    entity === 'photo' && row.blob === 'present';
  const before = await tx.base.many(fold.rows().filter(isPresent));
  return before.filter(({ row }) => row.blob === 'missing').length;
}

export async function extendReceipt(
  tx: Tx,
  confirmed: readonly OutboxEntry[],
  photos: number,
  now: number,
): Promise<void> {
  if (confirmed.length === 0 && photos === 0) return;
  const last = await tx.meta.get('receipt');
  const earlier = last && now - last.at < TOGETHER_MS ? last : { about: [], photos: 0 };
  const about = [...new Set([...earlier.about, ...confirmed.flatMap((entry) => entry.about)])];
  await tx.meta.set('receipt', { at: now, about, photos: earlier.photos + photos });
}

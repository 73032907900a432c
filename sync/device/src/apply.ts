// Apply: the last page of a pull becomes this device's truth, in one transaction.

import { Fold } from './fold';
import { archive } from './outbox';
import { rebuildOverlay } from './overlay';
import type { Kit } from './ports';
import { arrivedPhotos, extendReceipt } from './receipt';
import { recoverFromRestore } from './rekey';
import { fileResults } from './results';
import type { OutboxEntry, Pulling, Tx } from './store';
import type { Op, PullResponse } from './wire';

/** A restore from backup may lose a week of what was acknowledged. */
const KEEP_SENT_MS = 7 * 24 * 3_600_000;

export interface LastPage {
  readonly client_id: string;
  readonly pulling: Pulling;
  readonly response: PullResponse;
}

async function foldOps(tx: Tx, kit: Kit, page: LastPage): Promise<number> {
  const fold = new Fold(tx, kit.model, page.pulling.fresh);
  const staged = (await tx.staged.list()).flat() as Op[];
  for (const op of [...staged, ...page.response.ops]) await fold.take(op);
  const photos = await arrivedPhotos(tx, fold);
  await fold.write();
  return photos;
}

/**
 * An applied mutation whose effect the base now holds. Of an earlier client of this device the server
 * tells no count; but its answer came before this pull was asked, so the pull has seen its effect.
 */
const isInBase = (entry: OutboxEntry, client_id: string, last_seq: number): boolean =>
  entry.state === 'settled' && (entry.client_id !== client_id || entry.seq <= last_seq);

async function dropSettled(tx: Tx, kit: Kit, page: LastPage): Promise<OutboxEntry[]> {
  const { client_id, pulling, response } = page;
  const last_seq = response.last_seq ?? 0;
  await fileResults(tx, { client_id, last_seq }, response.results ?? []);
  if (pulling.reset === 'epoch') await recoverFromRestore(tx, kit, last_seq);
  const settled = (await tx.outbox.list()).filter((its) => isInBase(its, client_id, last_seq));
  await archive(tx, settled, kit.clock.now());
  return settled;
}

async function pruneSent(tx: Tx, now: number): Promise<void> {
  const old = (await tx.sent.list()).filter(
    (entry) => entry.settled_at !== null && now - entry.settled_at > KEEP_SENT_MS,
  );
  await tx.sent.remove(old.map((entry) => entry.n));
}

async function saveCursor(tx: Tx, response: PullResponse, now: number): Promise<void> {
  await tx.meta.set('cursor', response.cursor);
  await tx.meta.remove('pulling');
  await tx.meta.set('synced_at', now);
  if (response.digest) await tx.meta.set('digest', response.digest);
  await tx.staged.clear();
}

export async function applyLastPage(tx: Tx, kit: Kit, page: LastPage): Promise<void> {
  const now = kit.clock.now();
  const photos = await foldOps(tx, kit, page);
  const settled = await dropSettled(tx, kit, page);
  await pruneSent(tx, now);
  await rebuildOverlay(tx, kit.model);
  await extendReceipt(tx, settled, photos, now);
  await saveCursor(tx, page.response, now);
}

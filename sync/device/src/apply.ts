// Apply: the last page of a pull becomes this device's truth, in one transaction.

import { checkBase } from './check';
import { archive } from './outbox';
import { rebuildOverlay } from './overlay';
import type { Kit, SyncKit } from './ports';
import { foldPull, type LastPage, type Prepared } from './prepare';
import { arrivedPhotos, extendReceipt } from './receipt';
import { recoverFromRestore } from './rekey';
import { fileResults } from './results';
import type { OutboxEntry, Tx } from './store';
import type { PullResponse } from './wire';

/** A restore from backup may lose a week of what was acknowledged. */
const KEEP_SENT_MS = 7 * 24 * 3_600_000;

/** The number of photos that have arrived. */
async function changeBase(
  tx: Tx,
  kit: SyncKit,
  page: LastPage,
  prepared: Prepared | null,
): Promise<number> {
  if (prepared) {
    await tx.next?.use();
    await tx.meta.remove('preparing');
    return prepared.photos;
  }
  const fold = await foldPull(tx, kit, page);
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
  await tx.staged.clear();
}

export async function applyLastPage(
  tx: Tx,
  kit: SyncKit,
  page: LastPage,
  prepared: Prepared | null,
): Promise<void> {
  const now = kit.clock.now();
  const photos = await changeBase(tx, kit, page, prepared);
  const settled = await dropSettled(tx, kit, page);
  await pruneSent(tx, now);
  await rebuildOverlay(tx, kit.model);
  await extendReceipt(tx, settled, photos, now);
  await saveCursor(tx, page.response, now);
  if (page.check) await checkBase(tx, kit, page, prepared?.heads ?? null);
}

// Apply: the last page of a pull becomes this device's truth, in one transaction.

import { checkBase } from './check';
import { heedPulled } from './epoch';
import { archive } from './outbox';
import { rebuildOverlay } from './overlay';
import type { SyncKit } from './ports';
import { foldPull, type LastPage, type Prepared } from './prepare';
import { arrivedPhotos, extendReceipt } from './receipt';
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

/** Whether the base, which holds all up to this version, holds the effect of an applied mutation. */
const isInBase = ({ state, result }: OutboxEntry, version: number): boolean =>
  state === 'settled' && result?.status === 'applied' && result.version <= version;

async function dropSettled(tx: Tx, kit: SyncKit, page: LastPage): Promise<OutboxEntry[]> {
  const { client_id, pulling, response } = page;
  const { epoch, version } = response;
  const last_seq = response.last_seq ?? 0;
  await fileResults(tx, { client_id, last_seq }, response.results ?? []);
  await heedPulled(tx, kit, { epoch, last_seq }, pulling.reset === 'epoch');
  const settled = (await tx.outbox.list()).filter((its) => isInBase(its, version ?? 0));
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

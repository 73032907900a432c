// One round of sync: push until empty, pull, photos, and pull again where photos went.

import { confirmPhotos, forgetDelivered, sendPhotos } from './blobs';
import type { Phase } from './phase';
import type { SyncKit } from './ports';
import type { Problem } from './problems';
import { pull } from './pull';
import { push } from './push';

export interface RoundReport {
  phase(phase: Phase): void;
  progress(photo_id: string, sent: number, size: number): void;
  /** Work came in while the round went on. */
  isWanted(): boolean;
}

async function pullAll(kit: SyncKit, report: RoundReport): Promise<Problem | null> {
  report.phase('pulling');
  const outcome = await pull(kit);
  if (outcome.kind !== 'done') return outcome;
  await confirmPhotos(kit);
  return null;
}

async function photos(kit: SyncKit, report: RoundReport): Promise<Problem | null> {
  report.phase('uploading');
  const { count, problem } = await sendPhotos(kit, report);
  const pulled = count > 0 ? await pullAll(kit, report) : null;
  return problem ?? pulled;
}

/** An app that is too old to pull still sends: nothing that its user did may wait for an update. */
export async function round(kit: SyncKit, report: RoundReport): Promise<Problem | null> {
  report.phase('pushing');
  const pushed = await push(kit);
  if (pushed.kind !== 'done') return pushed;
  const pulled = await pullAll(kit, report);
  if (pulled && pulled.kind !== 'too-old') return pulled;
  const sent = await photos(kit, report);
  await forgetDelivered(kit, false);
  return pulled ?? sent;
}

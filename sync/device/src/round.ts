// One round of sync: push until empty, pull, photos, and pull again where photos went.

import { confirmPhotos, forgetOld, sendPhotos } from './blobs';
import type { Phase } from './phase';
import type { SyncKit } from './ports';
import { type Problem, SERVER_BEHIND } from './problems';
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
  if (kit.mayUpload?.() === false) return null;
  report.phase('uploading');
  const { count, problem } = await sendPhotos(kit, report);
  const pulled = count > 0 ? await pullAll(kit, report) : null;
  return problem ?? pulled;
}

async function pushAll(kit: SyncKit, report: RoundReport) {
  report.phase('pushing');
  const pushed = await push(kit);
  const problem = pushed.kind === 'done' ? null : pushed;
  return { problem, isOver: problem !== null && problem !== SERVER_BEHIND };
}

/**
 * An app that is too old to pull still sends: nothing that its user did may wait for an update. One that is
 * newer than the server still pulls.
 */
export async function round(kit: SyncKit, report: RoundReport): Promise<Problem | null> {
  const pushed = await pushAll(kit, report);
  if (pushed.isOver) return pushed.problem;
  const pulled = await pullAll(kit, report);
  if (pulled && pulled.kind !== 'too-old') return pulled;
  const sent = await photos(kit, report);
  await forgetOld(kit);
  return pulled ?? sent ?? pushed.problem;
}

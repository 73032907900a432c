// Blobs: sends photos' bytes, one at a time, small ones first, after their rows.

import { rowKey } from './merged';
import { clientId } from './outbox';
import type { BlobInfo, SyncKit, Upload, UploadOutcome } from './ports';
import type { Problem } from './problems';
import type { OutboxEntry, Tx } from './store';

/** Damaged on the way this often, it is not the network's fault. */
const MAX_CORRUPT = 3;

/** Bytes stay this long after delivery, for a server restored from a backup. */
const KEEP_BYTES_MS = 7 * 24 * 3_600_000;

interface PhotoState {
  /** `blob` of the pulled row; null where there is no row yet. */
  readonly blob: unknown;
  readonly attached: boolean;
}

async function stateOf(
  tx: Tx,
  outbox: readonly OutboxEntry[],
  photo_id: string,
): Promise<PhotoState> {
  const row = await tx.base.get('photo', photo_id);
  const key = rowKey('photo', photo_id);
  const isApplied = (its: OutboxEntry): boolean =>
    its.state === 'settled' && its.about.includes(key);
  return { blob: row?.row.blob ?? null, attached: row !== undefined || outbox.some(isApplied) };
}

function statesOf(kit: SyncKit, blobs: readonly BlobInfo[]): Promise<Map<string, PhotoState>> {
  return kit.store.read(async (tx) => {
    const outbox = await tx.outbox.list();
    const states = new Map<string, PhotoState>();
    for (const { photo_id } of blobs) states.set(photo_id, await stateOf(tx, outbox, photo_id));
    return states;
  });
}

/** The row's word on a photo; `uploaded` is only our own opinion. */
async function note(kit: SyncKit, info: BlobInfo, state: PhotoState | undefined): Promise<void> {
  const { photo_id } = info;
  if (state?.blob === 'present' && info.state !== 'delivered') {
    await kit.blobs.patch(photo_id, { state: 'delivered', delivered_at: kit.clock.now() });
  }
  if (state?.blob === 'refused' && info.state !== 'refused') {
    await kit.blobs.patch(photo_id, { state: 'refused', code: 'no-picture' });
  }
  if (state?.blob === 'missing' && info.state === 'delivered') {
    await kit.blobs.patch(photo_id, { state: 'kept', delivered_at: null });
  }
}

/** After a pull: takes note of what has arrived. */
export async function confirmPhotos(kit: SyncKit): Promise<void> {
  const blobs = await kit.blobs.list();
  const states = await statesOf(kit, blobs);
  for (const info of blobs) await note(kit, info, states.get(info.photo_id));
}

const ageOf = ({ delivered_at }: BlobInfo): number => delivered_at ?? 0;

/** Those delivered longest ago first. */
async function delivered(kit: SyncKit): Promise<BlobInfo[]> {
  const all = (await kit.blobs.list()).filter(({ state }) => state === 'delivered');
  return all.sort((a, b) => ageOf(a) - ageOf(b));
}

/** As old as the mutations that a restored server would need, too; older bytes are of no use to it. */
export async function forgetOld(kit: SyncKit): Promise<void> {
  const before = kit.clock.now() - KEEP_BYTES_MS;
  const old = (await delivered(kit)).filter((info) => ageOf(info) <= before);
  for (const { photo_id } of old) await kit.blobs.remove(photo_id);
}

/** Lets delivered photos go, the oldest first, until there is room; says whether there is. */
export async function makeRoom(kit: SyncKit, hasRoom: () => Promise<boolean>): Promise<boolean> {
  if (await hasRoom()) return true;
  for (const { photo_id } of await delivered(kit)) {
    await kit.blobs.remove(photo_id);
    if (await hasRoom()) return true;
  }
  return false;
}

/** The server decides by the row, so a photo that it has lost goes again. */
export async function waitingPhotos(kit: SyncKit): Promise<BlobInfo[]> {
  const blobs = await kit.blobs.list();
  const states = await statesOf(kit, blobs);
  return blobs
    .filter((info) => info.state !== 'blocked' && info.state !== 'refused')
    .filter(({ photo_id }) => {
      const state = states.get(photo_id);
      return state?.attached === true && state.blob !== 'present' && state.blob !== 'refused';
    })
    .sort((a, b) => a.size - b.size);
}

async function markCorrupt(kit: SyncKit, info: BlobInfo): Promise<void> {
  const tries = info.tries + 1;
  const blocked = tries >= MAX_CORRUPT ? ({ state: 'blocked', code: 'corrupt' } as const) : {};
  await kit.blobs.patch(info.photo_id, { tries, ...blocked });
}

/** What is left to do about the queue: nothing, or the problem that all others would meet too. */
async function settle(
  kit: SyncKit,
  info: BlobInfo,
  outcome: UploadOutcome,
): Promise<Problem | null> {
  switch (outcome.kind) {
    case 'done':
      await kit.blobs.patch(info.photo_id, { state: 'uploaded' });
      return null;
    case 'corrupt':
      await markCorrupt(kit, info);
      return null;
    case 'refused':
      await kit.blobs.patch(info.photo_id, { state: 'refused', code: outcome.code });
      return null;
    case 'not-attached':
      return null;
    default:
      return outcome;
  }
}

export interface UploadReport {
  progress(photo_id: string, sent: number, size: number): void;
  /** Text is waiting: it goes before the next photo. */
  isWanted(): boolean;
}

async function sendOne(kit: SyncKit, info: BlobInfo, report: UploadReport): Promise<UploadOutcome> {
  const { photo_id, type, size } = info;
  const bytes = await kit.blobs.bytes(photo_id);
  if (!bytes) return { kind: 'not-attached' };
  const progress: Upload['progress'] = (sent) => report.progress(photo_id, sent, size);
  const client_id = await kit.store.write((tx) => clientId(tx, kit));
  return kit.uploader.upload({ photo_id, client_id, type, bytes, progress });
}

export interface Sent {
  readonly count: number;
  readonly problem: Problem | null;
}

/** What arrived damaged goes again soon, not with the next poke or timer. */
function damage({ tries }: BlobInfo, { kind }: UploadOutcome): Problem | null {
  const goesAgain = kind === 'corrupt' && tries + 1 < MAX_CORRUPT;
  return goesAgain ? { kind: 'transient', cause: 'network', code: 'corrupt' } : null;
}

/** Text goes first, and a user may want photos to wait for another line. */
const isHeldUp = (kit: SyncKit, report: UploadReport): boolean =>
  report.isWanted() || kit.mayUpload?.() === false;

/** Sends what waits; each photo is tried once. */
export async function sendPhotos(kit: SyncKit, report: UploadReport): Promise<Sent> {
  let count = 0;
  let damaged: Problem | null = null;
  for (const info of await waitingPhotos(kit)) {
    if (isHeldUp(kit, report)) break;
    const outcome = await sendOne(kit, info, report);
    count += Number(outcome.kind === 'done');
    damaged ??= damage(info, outcome);
    const problem = await settle(kit, info, outcome);
    if (problem) return { count, problem };
  }
  return { count, problem: damaged };
}

// Resolving: what a person does with work that he no longer wants, or that the server refused.

import { archive, isUnanswered } from './outbox';
import { rebuildOverlay } from './overlay';
import type { Kit } from './ports';
import { remake } from './remake';
import type { OutboxEntry, Tx } from './store';
import type { Json } from './wire';

/** The server may have it already, so it can be neither taken back nor rewritten before the answer. */
export class StillSending extends Error {
  override readonly name = 'StillSending';
}

function asNoop(entry: OutboxEntry): OutboxEntry {
  const { name, v, args, base, deps } = entry;
  const original = entry.original ?? { name, v, args, base, deps };
  return { ...entry, name: 'noop', v: 1, args: {}, base: {}, deps: [], original };
}

/** The root and all that hangs on it, directly or through others, in the order of making. */
export async function chain(tx: Tx, root_uid: string): Promise<OutboxEntry[]> {
  const uids = new Set([root_uid]);
  const entries = (await tx.outbox.list()).filter((entry) => {
    const hangs = uids.has(entry.uid) || entry.deps.some((dep) => uids.has(dep));
    if (hangs) uids.add(entry.uid);
    return hangs;
  });
  if (entries.some((entry) => entry.state === 'sending')) throw new StillSending(root_uid);
  return entries.filter((entry) => entry.state !== 'settled');
}

/** Takes entries out of the way: the unsent stay as a noop under their seq, so that no gap is left. */
async function withdraw(tx: Tx, kit: Kit, entries: readonly OutboxEntry[]): Promise<void> {
  const unsent = entries.filter(isUnanswered);
  await tx.outbox.put(unsent.map(asNoop));
  const answered = entries.filter((entry) => !isUnanswered(entry));
  await archive(tx, answered, kit.clock.now());
}

/** Discards a mutation and its dependents; returns the uids, by which it can be undone. */
export async function discard(tx: Tx, kit: Kit, root_uid: string): Promise<string[]> {
  const entries = await chain(tx, root_uid);
  await withdraw(tx, kit, entries);
  await rebuildOverlay(tx, kit.model);
  return entries.map((entry) => entry.uid);
}

/**
 * Sends a refused mutation again with mended args, and after it all that had been held back: new uids, new
 * seqs, and deps that name the new uids.
 */
export async function fixAndResend(
  tx: Tx,
  kit: Kit,
  root_uid: string,
  args?: Json,
): Promise<OutboxEntry[]> {
  const held = await chain(tx, root_uid);
  await withdraw(tx, kit, held);
  await rebuildOverlay(tx, kit.model);
  const mended = held.map((entry) => {
    const asMade = { ...entry, ...entry.original };
    return entry.uid === root_uid && args ? { ...asMade, args } : asMade;
  });
  return remake(tx, kit, mended);
}

/** The network takes nothing that large: its seq goes as a noop, the work waits for a person. */
export async function setAside(tx: Tx, kit: Kit, uid: string): Promise<boolean> {
  const entry = await tx.outbox.byUid(uid);
  if (!entry || !isUnanswered(entry) || entry.set_aside) return false;
  await tx.outbox.put([{ ...asNoop(entry), set_aside: 'too-large' }]);
  await rebuildOverlay(tx, kit.model);
  return true;
}

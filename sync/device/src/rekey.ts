// Re-keying and rewinding: what to do when the server's count of this client is not the phone's.

import { isUnanswered, unanswered } from './outbox';
import type { Kit } from './ports';
import type { OutboxEntry, Tx } from './store';

/**
 * New client_id, unanswered entries renumbered from 1, uids kept: the server knows by the uid what it has
 * had already. `from` guards against a second tab that has re-keyed in the meantime.
 */
export async function rekey(tx: Tx, kit: Kit, from: string): Promise<void> {
  if ((await tx.meta.get('client_id')) !== from) return;
  const client_id = kit.ids.client();
  const open = (await tx.outbox.list()).filter(isUnanswered);
  await tx.outbox.put(open.map((entry, index) => ({ ...entry, client_id, seq: index + 1 })));
  await tx.meta.set('client_id', client_id);
  await tx.meta.set('next_seq', open.length + 1);
}

/** An archived refusal was settled by the user, as was a parked one; told again, it only fills its seq. */
function asUnsent(entry: OutboxEntry): OutboxEntry {
  const { name, v, args, base, deps } = entry;
  const open = { ...entry, state: 'pending', result: null, settled_at: null } as const;
  if (entry.state === 'settled' || entry.settled_at === null || entry.original) return open;
  return {
    ...open,
    name: 'noop',
    v: 1,
    args: {},
    base: {},
    deps: [],
    original: { name, v, args, base, deps },
  };
}

async function bringBack(tx: Tx, entries: readonly OutboxEntry[]): Promise<void> {
  await tx.outbox.put(entries.map(asUnsent));
  await tx.sent.remove(entries.map((entry) => entry.n));
}

async function answered(tx: Tx): Promise<OutboxEntry[]> {
  const waiting = (await tx.outbox.list()).filter((entry) => !isUnanswered(entry));
  return [...(await tx.sent.list()), ...waiting];
}

const isGapless = (entries: readonly OutboxEntry[], from: number): boolean =>
  entries.every((entry, index) => entry.seq === from + index);

/**
 * The server knows this client only up to `last_seq`, though it had answered more: it was restored from a
 * backup. What it lost is sent again under the old seq, or, where a seq is gone, under a new client.
 */
export async function rewind(tx: Tx, kit: Kit, client_id: string, last_seq: number): Promise<void> {
  if ((await tx.meta.get('client_id')) !== client_id) return;
  const lost = (await answered(tx)).filter(
    (entry) => entry.client_id === client_id && entry.seq > last_seq,
  );
  await bringBack(tx, lost);
  const open = await unanswered(tx, client_id);
  if (!isGapless(open, last_seq + 1)) await rekey(tx, kit, client_id);
}

/**
 * After a restore nothing is known about what the server still has, not even up to its `last_seq`: it may have
 * counted a clone of this device there in the meantime. So all that the archive holds as applied goes again,
 * before anything newer; a uid that the server still has is answered from its ledger.
 */
export async function recoverFromRestore(tx: Tx, kit: Kit, last_seq: number): Promise<void> {
  const client_id = await tx.meta.get('client_id');
  if (!client_id) return;
  const isLost = ({ state, seq, ...entry }: OutboxEntry): boolean =>
    state === 'settled' || (entry.client_id === client_id && seq > last_seq);
  const lost = (await answered(tx)).filter(isLost);
  await bringBack(tx, lost);
  const following = (await unanswered(tx, client_id)).filter(({ seq }) => seq > last_seq);
  const isOfEarlier = lost.some((entry) => entry.client_id !== client_id);
  if (isOfEarlier || !isGapless(following, last_seq + 1)) await rekey(tx, kit, client_id);
}

// The outbox: every write of this device, in the order of making, until the server has answered it.

import type { Kit } from './ports';
import { type Draft, predict } from './predict';
import type { Meta, OutboxEntry, Tx } from './store';
import type { Json } from './wire';

/** Beyond this a mutation would not pass with others in one push; pictures travel apart. */
export const MAX_MUTATION_BYTES = 256 * 1024;

export class MutationTooLarge extends Error {
  override readonly name = 'MutationTooLarge';
}

export interface Wish {
  readonly uid: string;
  readonly name: string;
  readonly v: number;
  readonly args: Json;
  readonly occurred_at: string;
}

export const bytesOf = (value: unknown): number =>
  new TextEncoder().encode(JSON.stringify(value)).length;

/** Not answered by the server: pending or sending. */
export const isUnanswered = (entry: OutboxEntry): boolean =>
  entry.state === 'pending' || entry.state === 'sending';

async function takeNumber(tx: Tx, key: 'next_seq' | 'next_n'): Promise<number> {
  const number = (await tx.meta.get(key)) ?? 1;
  await tx.meta.set(key, number + 1);
  return number;
}

export async function clientId(tx: Tx, kit: Kit): Promise<string> {
  const known = await tx.meta.get('client_id');
  if (known) return known;
  const fresh: Meta['client_id'] = kit.ids.client();
  await tx.meta.set('client_id', fresh);
  return fresh;
}

async function blank(tx: Tx, kit: Kit, wish: Wish): Promise<OutboxEntry> {
  return {
    ...wish,
    client_id: await clientId(tx, kit),
    seq: await takeNumber(tx, 'next_seq'),
    n: await takeNumber(tx, 'next_n'),
    ...{ base: {}, deps: [], about: [], state: 'pending', tries: 0, result: null, fault: null },
    ...{ original: null, set_aside: null, settled_at: null },
  };
}

/** Files the wish with what its prediction found out; without one it goes as it is. */
export async function file(
  tx: Tx,
  kit: Kit,
  wish: Wish,
  draft: Draft | null,
): Promise<OutboxEntry> {
  if (bytesOf(wish.args) > MAX_MUTATION_BYTES) throw new MutationTooLarge(wish.name);
  const blankEntry = await blank(tx, kit, wish);
  const found = draft && { base: draft.base, deps: [...draft.deps], about: draft.about() };
  const entry: OutboxEntry = { ...blankEntry, ...found };
  await tx.outbox.put([entry]);
  await draft?.flush();
  return entry;
}

/**
 * Outbox row, seq and optimistic write in the caller's transaction. A known uid is answered with what is
 * filed already, since a call may be repeated after a lost connection whose commit did succeed.
 */
export async function enqueue(tx: Tx, kit: Kit, wish: Wish): Promise<OutboxEntry> {
  const known = await tx.outbox.byUid(wish.uid);
  return known ?? file(tx, kit, wish, await predict(tx, kit.model, wish));
}

/** This client's unanswered entries in the order of seq. */
export async function unanswered(tx: Tx, client_id: string): Promise<OutboxEntry[]> {
  const entries = await tx.outbox.list();
  return entries
    .filter((entry) => isUnanswered(entry) && entry.client_id === client_id)
    .sort((a, b) => a.seq - b.seq);
}

/** Every seq up to this one has a stored result. */
export async function acknowledged(tx: Tx, client_id: string): Promise<number> {
  const [first] = await unanswered(tx, client_id);
  if (first) return first.seq - 1;
  return ((await tx.meta.get('next_seq')) ?? 1) - 1;
}

/** Moves answered entries to the archive, from where a restored server can be told again. */
export async function archive(tx: Tx, entries: readonly OutboxEntry[], at: number): Promise<void> {
  await tx.sent.put(entries.map((entry) => ({ ...entry, settled_at: at })));
  await tx.outbox.remove(entries.map((entry) => entry.n));
}

// A batch: which mutations go in one push.

import { bytesOf, clientId, unanswered } from './outbox';
import type { Kit } from './ports';
import type { OutboxEntry, Tx } from './store';
import type { Mutation } from './wire';

export const MAX_MUTATIONS = 200;
export const MAX_BYTES = 512 * 1024;
/** Room for the request around the mutations. */
const ENVELOPE_BYTES = 1024;

export interface Batch {
  readonly client_id: string;
  readonly epoch: string | null;
  readonly mutations: readonly Mutation[];
}

export function toMutation(entry: OutboxEntry): Mutation {
  const { seq, uid, name, v, args, base, deps, occurred_at } = entry;
  return { seq, uid, name, v, args, base, deps, occurred_at };
}

/** As many as fit, but at least one: what is too large alone must be seen to be refused. */
export function fitting(
  entries: readonly OutboxEntry[],
  limit: number,
  bytes: number = MAX_BYTES - ENVELOPE_BYTES,
): OutboxEntry[] {
  let room = bytes;
  const chosen: OutboxEntry[] = [];
  for (const entry of entries.slice(0, limit)) {
    room -= bytesOf(toMutation(entry)) + 1;
    if (room < 0 && chosen.length > 0) break;
    chosen.push(entry);
  }
  return chosen;
}

/** Marks the batch as under way before it goes, so that nobody rewrites what the server may have. */
export async function takeBatch(tx: Tx, kit: Kit, limit: number): Promise<Batch> {
  const client_id = await clientId(tx, kit);
  const chosen = fitting(await unanswered(tx, client_id), limit);
  await tx.outbox.put(
    chosen.map((entry) => ({ ...entry, state: 'sending', tries: entry.tries + 1 })),
  );
  const epoch = (await tx.meta.get('epoch')) ?? null;
  return { client_id, epoch, mutations: chosen.map(toMutation) };
}

// Results: files the server's answers with the entries that they answer.

import { isUnanswered } from './outbox';
import type { OutboxEntry, Tx } from './store';
import type { Result } from './wire';

const STATES = { applied: 'settled', rejected: 'refused', parked: 'parked' } as const;

/** Whose answer it is, and up to where the server has counted that client. */
export interface Counted {
  readonly client_id: string;
  readonly last_seq: number;
}

/**
 * Another tab may have re-keyed while the answer was on its way; to file it then would leave a gap under
 * the new client. The result's own seq says nothing: a ledger may tell it as it was first sent. An
 * operator's repair of a parked mutation is told by uid alone.
 */
const answers = (entry: OutboxEntry, counted: Counted): boolean =>
  entry.state === 'parked' ||
  (isUnanswered(entry) && entry.client_id === counted.client_id && entry.seq <= counted.last_seq);

/** The engine's own noop was taken; what it stands for still waits for a person. */
function ofSetAside(entry: OutboxEntry, result: Result): OutboxEntry {
  const code = entry.set_aside ?? '';
  const { seq, uid } = result;
  return { ...entry, state: 'refused', result: { seq, uid, status: 'rejected', code } };
}

function withResult(entry: OutboxEntry, result: Result): OutboxEntry {
  if (entry.set_aside) return ofSetAside(entry, result);
  return { ...entry, state: STATES[result.status], result };
}

/** How many results found their entry, and whether any takes a prediction back. */
export interface Filed {
  readonly count: number;
  readonly refusals: boolean;
}

export const NOTHING_FILED: Filed = { count: 0, refusals: false };

export async function fileResults(
  tx: Tx,
  counted: Counted,
  results: readonly Result[],
): Promise<Filed> {
  const answered: OutboxEntry[] = [];
  for (const result of results) {
    const entry = STATES[result.status] && (await tx.outbox.byUid(result.uid));
    if (entry && answers(entry, counted)) answered.push(withResult(entry, result));
  }
  await tx.outbox.put(answered);
  return {
    count: answered.length,
    refusals: answered.some((entry) => entry.state !== 'settled'),
  };
}

// Repairs: asks what an operator has made of mutations that the server had parked.

import type { SyncKit } from './ports';
import { judgePull } from './problems';
import { fileResults } from './results';
import type { OutboxEntry, Tx } from './store';
import { PROTOCOL, type PullRequest, type Result } from './wire';

const MOST_SEQS = 200;

const isParked = (entry: OutboxEntry): boolean => entry.state === 'parked';

/** Seqs of this client whose repair is waited for. */
export async function parkedSeqs(tx: Tx, client_id: string): Promise<number[]> {
  const parked = (await tx.outbox.list()).filter(isParked);
  const own = parked.filter((entry) => entry.client_id === client_id);
  return own.slice(0, MOST_SEQS).map((entry) => entry.seq);
}

interface Earlier {
  readonly client_id: string;
  readonly seqs: readonly number[];
  readonly cursor: string | null;
}

/** Before it was re-keyed this device had other names, and the ledger knows what was parked by those. */
async function earlierClients(tx: Tx): Promise<Earlier[]> {
  const current = await tx.meta.get('client_id');
  const cursor = (await tx.meta.get('cursor')) ?? null;
  const seqs = new Map<string, number[]>();
  for (const { client_id, seq } of (await tx.outbox.list()).filter(isParked)) {
    if (client_id !== current) seqs.set(client_id, [...(seqs.get(client_id) ?? []), seq]);
  }
  return [...seqs].map(([client_id, all]) => ({
    ...{ client_id, cursor, seqs: all.slice(0, MOST_SEQS) },
  }));
}

function question(kit: SyncKit, { client_id, seqs, cursor }: Earlier): PullRequest {
  const ack = Math.max(...seqs);
  return {
    ...{ protocol: PROTOCOL, client_id, cursor, ack, limit: 1, app: kit.app },
    ...{ parked: seqs, check: false, repairing: [] },
  };
}

async function answersTo(kit: SyncKit, earlier: Earlier): Promise<readonly Result[]> {
  const answer = await kit.transport.pull(question(kit, earlier)).catch(() => null);
  const judged = answer && judgePull(answer);
  return judged?.kind === 'ok' ? (judged.body.results ?? []) : [];
}

/** Takes only the results: rows come with this client's own pull. What fails is asked at the next. */
export async function askForEarlier(kit: SyncKit): Promise<void> {
  for (const earlier of await kit.store.read(earlierClients)) {
    const results = await answersTo(kit, earlier);
    const counted = { client_id: earlier.client_id, last_seq: 0 };
    if (results.length > 0) await kit.store.write((tx) => fileResults(tx, counted, results));
  }
}

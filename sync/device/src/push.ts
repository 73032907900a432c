// Push: sends the outbox in order, one batch at a time, and files what the server answers.

import { type Batch, MAX_MUTATIONS, takeBatch } from './batch';
import { heedEpoch, isOutlived } from './epoch';
import { rebuildOverlay } from './overlay';
import type { SyncKit } from './ports';
import { type Answer, judgePush, type Problem, SERVER_BEHIND, UNREACHABLE } from './problems';
import { rekey, rewind } from './rekey';
import { setAside } from './resolve';
import { type Filed, fileResults, NOTHING_FILED } from './results';
import type { Tx } from './store';
import { PROTOCOL, type PushResponse } from './wire';

/** Mendings in a row, without one result filed, before the server is left alone for a while. */
const MAX_MENDINGS = 3;

export type Outcome = { readonly kind: 'done' } | Problem;

export const DONE: Outcome = { kind: 'done' };

/** The network's answer, or the problem of having none. */
export async function ask(call: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await call();
  } catch {
    return null;
  }
}

async function send(kit: SyncKit, batch: Batch) {
  const sent_at = kit.clock.instant();
  const request = { protocol: PROTOCOL, app: kit.app, sent_at, ...batch };
  const answer = await ask(() => kit.transport.push(request));
  return answer ? judgePush(answer) : UNREACHABLE;
}

async function mend(tx: Tx, kit: SyncKit, batch: Batch, response: PushResponse): Promise<void> {
  const { halt } = response;
  if (halt?.code === 'client-forked') await rekey(tx, kit, batch.client_id);
  if (halt?.code === 'seq-gap') await rewind(tx, kit, batch.client_id, halt.expected - 1);
}

async function noteSkew(tx: Tx, kit: SyncKit, server_time: string): Promise<void> {
  const skew = Date.parse(server_time) - kit.clock.now();
  if (Number.isFinite(skew)) await tx.meta.set('skew_ms', skew);
}

function file(kit: SyncKit, batch: Batch, response: PushResponse): Promise<Filed> {
  return kit.store.write(async (tx) => {
    if (await isOutlived(tx, batch.epoch, response.epoch)) return NOTHING_FILED;
    const { client_id } = batch;
    const { epoch, last_seq } = response;
    const filed = await fileResults(tx, { client_id, last_seq }, response.results);
    if ((await tx.meta.get('client_id')) === client_id)
      await heedEpoch(tx, kit, { epoch, last_seq });
    await mend(tx, kit, batch, response);
    await noteSkew(tx, kit, response.server_time);
    // A refusal takes its prediction back at once, even if the pull that follows never comes through.
    if (filed.refusals) await rebuildOverlay(tx, kit.model);
    return filed;
  });
}

interface Course {
  limit: number;
  mendings: number;
}

/** What the answer to one batch means for the next. */
async function judgeAnswered(
  kit: SyncKit,
  batch: Batch,
  response: PushResponse,
  course: Course,
): Promise<Outcome | null> {
  const filed = await file(kit, batch, response);
  course.limit = Math.min(MAX_MUTATIONS, course.limit * 2);
  course.mendings = filed.count > 0 ? 0 : course.mendings + 1;
  const halt = response.halt?.code;
  if (halt === 'server-behind') return SERVER_BEHIND;
  const isStuck = halt === 'transient' || course.mendings > MAX_MENDINGS;
  return isStuck ? { kind: 'transient', cause: 'busy', code: halt ?? 'no-result' } : null;
}

/** 413: halve; one mutation that no push carries must not hold up all others. */
async function shrink(kit: SyncKit, batch: Batch, course: Course): Promise<Outcome | null> {
  const { length } = batch.mutations;
  if (length > 1) {
    course.limit = Math.ceil(length / 2);
    return null;
  }
  const uid = batch.mutations[0]?.uid ?? '';
  const isAside = await kit.store.write((tx) => setAside(tx, kit, uid));
  return isAside ? null : { kind: 'transient', cause: 'busy', code: 'too-large' };
}

async function step(kit: SyncKit, course: Course): Promise<Outcome | null> {
  const batch = await kit.store.write((tx) => takeBatch(tx, kit, course.limit));
  if (batch.mutations.length === 0) return DONE;
  const judged = await send(kit, batch);
  if (judged.kind === 'ok') return judgeAnswered(kit, batch, judged.body, course);
  if (judged.kind === 'too-large') return shrink(kit, batch, course);
  return judged;
}

/** Pushes until the outbox holds nothing unanswered, or something is in the way. */
export async function push(kit: SyncKit): Promise<Outcome> {
  const course: Course = { limit: MAX_MUTATIONS, mendings: 0 };
  for (;;) {
    const outcome = await step(kit, course);
    if (outcome) return outcome;
  }
}

// Pull: fetches what has changed, page by page, and applies it only when the last page is there.

import { applyLastPage } from './apply';
import { isCheckDue } from './check';
import { isOutlived } from './epoch';
import { acknowledged, clientId } from './outbox';
import type { SyncKit } from './ports';
import { type LastPage, Overtaken, type Prepared, prepare } from './prepare';
import { type Judged, judgePull, OVERTAKEN, STRANGER, UNREACHABLE } from './problems';
import { ask, DONE, type Outcome } from './push';
import { askForEarlier, parkedSeqs } from './repairs';
import type { Pulling, Tx } from './store';
import { PROTOCOL, type PullRequest, type PullResponse } from './wire';

export const PAGE_LIMIT = 1_000;

/** As many as a request may name. */
const MOST_SCOPES = 1_000;

/** A server that resets a pull from null again and again has a fault of its own. */
const MAX_RESETS = 2;

/** Where the next page starts; after a kill this is where the last stored page ended. */
async function position(tx: Tx): Promise<Pulling> {
  const pulling = await tx.meta.get('pulling');
  if (pulling) return pulling;
  const cursor = (await tx.meta.get('cursor')) ?? null;
  return { cursor, fresh: cursor === null, reset: null };
}

interface Question {
  readonly pulling: Pulling;
  readonly epoch: string | null;
  readonly request: PullRequest;
}

function question(kit: SyncKit): Promise<Question> {
  return kit.store.write(async (tx) => {
    const pulling = await position(tx);
    const client_id = await clientId(tx, kit);
    const ack = await acknowledged(tx, client_id);
    const { cursor, repairing = [] } = pulling;
    const wishes = {
      parked: await parkedSeqs(tx, client_id),
      check: await isCheckDue(tx, kit, pulling),
      repairing: cursor === null ? repairing.slice(0, MOST_SCOPES) : [],
    };
    const place = { client_id, cursor, ack, limit: PAGE_LIMIT };
    const epoch = (await tx.meta.get('epoch')) ?? null;
    return { pulling, epoch, request: { protocol: PROTOCOL, app: kit.app, ...place, ...wishes } };
  });
}

async function fetchPage(kit: SyncKit, request: PullRequest): Promise<Judged<PullResponse>> {
  const answer = await ask(() => kit.transport.pull(request));
  return answer ? judgePull(answer) : UNREACHABLE;
}

/** Another tab that went on in the meantime has made this page stale: it would be applied twice. */
async function isStale(tx: Tx, asked: Question, response: PullResponse): Promise<boolean> {
  const { pulling, epoch, request } = asked;
  if (await isOutlived(tx, epoch, response.epoch)) return true;
  const now = await position(tx);
  const moved = now.cursor !== pulling.cursor || now.fresh !== pulling.fresh;
  return moved || (await tx.meta.get('client_id')) !== request.client_id;
}

/** The base stays as it is until the whole new one is there; a restore stays a restore. */
async function startOver(tx: Tx, pulling: Pulling, response: PullResponse): Promise<void> {
  const reset = pulling.reset === 'epoch' ? pulling.reset : response.reset;
  await tx.staged.clear();
  await tx.meta.set('pulling', { ...pulling, cursor: null, fresh: true, reset });
}

async function stage(tx: Tx, pulling: Pulling, response: PullResponse): Promise<void> {
  await tx.staged.append(response.ops);
  await tx.meta.set('pulling', { ...pulling, cursor: response.cursor });
}

/** Whether more is to come: another page, or everything anew. */
async function keep(
  tx: Tx,
  kit: SyncKit,
  asked: Question,
  response: PullResponse,
): Promise<boolean> {
  const { pulling } = asked;
  if (await isStale(tx, asked, response)) return response.more || Boolean(response.reset);
  if (response.reset) await startOver(tx, pulling, response);
  else if (response.more) await stage(tx, pulling, response);
  else await applyLastPage(tx, kit, lastPage(asked, response), null);
  return (await tx.meta.get('pulling')) !== undefined;
}

function lastPage({ pulling, request }: Question, response: PullResponse): LastPage {
  const { client_id, check } = request;
  return { client_id, check, pulling, response };
}

/** As `keep`, for a last page whose base lies ready. */
async function adopt(
  tx: Tx,
  kit: SyncKit,
  asked: Question,
  response: PullResponse,
  prepared: Prepared,
): Promise<boolean> {
  if ((await tx.meta.get('preparing')) !== prepared.token) throw new Overtaken();
  if (await isStale(tx, asked, response)) return false;
  await applyLastPage(tx, kit, lastPage(asked, response), prepared);
  return (await tx.meta.get('pulling')) !== undefined;
}

async function take(kit: SyncKit, asked: Question, response: PullResponse): Promise<boolean> {
  const isLast = !response.reset && !response.more;
  const prepared = isLast ? await prepare(kit, lastPage(asked, response)) : null;
  return kit.store.write((tx) =>
    prepared ? adopt(tx, kit, asked, response, prepared) : keep(tx, kit, asked, response),
  );
}

const isCircling = (asked: Question, response: PullResponse): boolean =>
  !response.reset && response.more && response.cursor === asked.request.cursor;

interface Course {
  resets: number;
}

async function step(kit: SyncKit, course: Course): Promise<Outcome | null> {
  const asked = await question(kit);
  const judged = await fetchPage(kit, asked.request);
  if (judged.kind !== 'ok') return judged;
  const response = judged.body;
  course.resets += response.reset ? 1 : 0;
  if (course.resets > MAX_RESETS || isCircling(asked, response)) return STRANGER;
  const goesOn = await take(kit, asked, response);
  return goesOn ? null : DONE;
}

/** If both of two tabs that prepare at once went on, they would hinder each other for ever. */
function whereOvertaken(error: unknown): Outcome {
  if (error instanceof Overtaken) return OVERTAKEN;
  throw error;
}

/** Pulls until nothing more is to come, or something is in the way. */
export async function pull(kit: SyncKit): Promise<Outcome> {
  const course: Course = { resets: 0 };
  for (;;) {
    const outcome = await step(kit, course).catch(whereOvertaken);
    if (outcome?.kind === 'done') await askForEarlier(kit);
    if (outcome) return outcome;
  }
}

// The golden cases of sync/wire, which both halves read: one exchange each, and what it leaves here.

import { expect, it } from 'vitest';
import pullCases from '../../wire/pull.json';
import pushCases from '../../wire/push.json';
import { pull } from '../src/pull';
import { push } from '../src/push';
import type { OutboxEntry, Tx } from '../src/store';
import type { Mutation, Result } from '../src/wire';
import { aKit, anEntry, FakeClock, ok, type TestKit } from './builders';

interface Given {
  readonly client_id?: string;
  readonly outbox?: readonly Mutation[];
  readonly was_sent?: readonly string[];
  readonly settled?: readonly string[];
  readonly sent?: readonly Mutation[];
  readonly cursor?: string | null;
  readonly pulling?: string | null;
  readonly fresh?: boolean;
  readonly staged?: readonly unknown[][];
  readonly base?: readonly { entity: string; id: string; scopes: string[]; version: number }[];
}

/** What a request says where its case does not. */
const UNASKED = { app: '1.0.0', parked: [], check: false, repairing: [] };

const START = new FakeClock().now();

/** One exchange, then the network is gone. */
function oneAnswer(response: unknown): { kit: TestKit; asked: unknown[] } {
  const asked: unknown[] = [];
  const answer = async (request: unknown) => {
    asked.push(request);
    if (asked.length > 1) throw new Error('offline');
    return ok(response);
  };
  const kit = aKit({
    transport: { push: answer, pull: answer },
    ids: { client: () => 'new', uid: () => 'fresh' },
  });
  return { kit, asked };
}

const applied = (uid: string): Result => ({
  ...{ seq: 41, uid, status: 'applied', version: 100, conflicts: [] },
});

const stateIn = (given: Given, uid: string): Partial<OutboxEntry> => {
  if (given.settled?.includes(uid)) return { state: 'settled', result: applied(uid) };
  return given.was_sent?.includes(uid) ? { state: 'sending', tries: 1 } : {};
};

const toEntry = (mutation: Mutation, change: Partial<OutboxEntry>): OutboxEntry =>
  anEntry(mutation.seq, { ...mutation, client_id: 'c-1', ...change });

async function fillRows(tx: Tx, { base = [], staged = [] }: Given): Promise<void> {
  await tx.base.put(base.map((row) => ({ ...row, parent: null, row: {} })));
  for (const page of staged) await tx.staged.append(page);
}

async function fillMeta(tx: Tx, given: Given, next_seq: number): Promise<void> {
  const { cursor, pulling, fresh = false } = given;
  await tx.meta.set('client_id', 'c-1');
  // Not the first pull, so that no digest is asked for.
  await tx.meta.set('checked_at', START);
  await tx.meta.set('next_seq', next_seq);
  if (cursor) await tx.meta.set('cursor', cursor);
  if (pulling !== undefined) await tx.meta.set('pulling', { cursor: pulling, fresh, reset: null });
}

async function prepare({ store }: TestKit, given: Given): Promise<void> {
  const outbox = (given.outbox ?? []).map((its) => toEntry(its, stateIn(given, its.uid)));
  const sent = (given.sent ?? []).map((its) => toEntry(its, { state: 'settled', settled_at: 1 }));
  const last = Math.max(0, ...[...outbox, ...sent].map(({ seq }) => seq));
  await store.write(async (tx) => {
    await tx.outbox.put(outbox);
    await tx.sent.put(sent);
    await fillRows(tx, given);
    await fillMeta(tx, given, last + 1);
  });
}

const outboxOf = ({ store }: TestKit) =>
  store.read(async (tx) =>
    (await tx.outbox.list()).map(({ uid, seq, state }) => [uid, seq, state]),
  );

it.each(pushCases.map((its) => [its.name, its] as const))('push: %s', async (_, its) => {
  const { kit, asked } = oneAnswer(its.response);
  await prepare(kit, its.given);
  await push(kit);
  expect(asked[0]).toMatchObject(its.request);
  expect(await outboxOf(kit)).toEqual(
    // A second try, which finds no network, marks all that it would have sent.
    its.then.outbox.map(([uid, seq, state]) => [
      ...[uid, seq, asked.length > 1 && state === 'pending' ? 'sending' : state],
    ]),
  );
  expect(await kit.store.read((tx) => tx.meta.get('client_id'))).toBe(its.then.client_id);
});

it.each(pullCases.map((its) => [its.name, its] as const))('pull: %s', async (_, its) => {
  const { kit, asked } = oneAnswer(its.response);
  await prepare(kit, its.given as Given);
  await pull(kit);
  const left = await kit.store.read(async (tx) => ({
    cursor: (await tx.meta.get('cursor')) ?? null,
    next: (await tx.meta.get('pulling'))?.cursor,
    base: (await tx.base.list('site')).map(({ entity, id, scopes, version }) => [
      ...[entity, id, scopes, version],
    ]),
    staged: (await tx.staged.list()).length,
  }));
  expect(asked[0]).toEqual({ ...UNASKED, ...its.request });
  expect({ outbox: await outboxOf(kit), ...left }).toEqual({
    outbox: [],
    next: undefined,
    ...its.then,
  });
});

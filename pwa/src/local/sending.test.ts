// Sending all now: ends when nothing is left, and otherwise says what is in the way.
// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import { type Local, openLocal } from './context';
import { perform } from './perform';
import { sendAllNow } from './sending';
import { startSyncing, syncState } from './syncing';
import { anAnswer, aUser, json, signedOut } from './testing';

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

let here: Local;
let end: () => void;
let push: () => Response | Promise<Response>;

const page = () =>
  json({ ops: [], cursor: 'k', more: false, version: 99, last_seq: 99, results: [], reset: null });

const never = new AbortController().signal;

async function taken(init: RequestInit): Promise<Response> {
  const { mutations } = JSON.parse(String(init.body)) as {
    mutations: { seq: number; uid: string }[];
  };
  const results = mutations.map((its) => ({
    ...its,
    status: 'applied',
    version: 1,
    conflicts: [],
  }));
  return json({ last_seq: mutations.at(-1)?.seq ?? 0, server_time: '', halt: null, results });
}

beforeEach(async () => {
  forgetCsrfToken();
  here = openLocal(aUser());
  let init: RequestInit = {};
  push = () => taken(init);
  vi.stubGlobal('fetch', async (url: string, asked: RequestInit) => {
    init = asked;
    if (url === '/api/session') {
      return json({ user: here.user, csrf: 't', server_time: '', app: '1' });
    }
    return url === '/api/sync/push' ? push() : page();
  });
  end = startSyncing();
  await waitFor(() => expect(syncState.value.phase).toBe('idle'));
});

afterEach(() => {
  end();
  signedOut();
  vi.unstubAllGlobals();
});

it('ends at once where nothing is unsent', async () => {
  expect(await sendAllNow(never)).toEqual({ kind: 'sent' });
});

it('ends when the outbox is empty', async () => {
  push = () => json({}, 503);
  await perform('visit.answer', anAnswer('A1'));
  await perform('visit.answer', anAnswer('A2'));
  await waitFor(() => expect(syncState.value.phase).toBe('waiting'));
  push = () => taken({ body: null });
  vi.stubGlobal('fetch', async (url: string, asked: RequestInit) =>
    url === '/api/sync/push' ? taken(asked) : page(),
  );
  expect(await sendAllNow(never)).toEqual({ kind: 'sent' });
});

it('says what is in the way, and how much is left', async () => {
  push = () => json({}, 503);
  await perform('visit.answer', anAnswer('A1'));
  expect(await sendAllNow(never)).toMatchObject({
    ...{ kind: 'blocked', phase: 'waiting', left: { mutations: 1, photos: 0 } },
    problem: { kind: 'transient', cause: 'server' },
  });
});

it('says that a login is needed, without waiting for one', async () => {
  push = () => json({ slug: 'signed-out' }, 401);
  await perform('visit.answer', anAnswer('A1'));
  await waitFor(() => expect(syncState.value.phase).toBe('signed-out'));
  expect(await sendAllNow(never)).toMatchObject({ kind: 'blocked', phase: 'signed-out' });
});

it('does not go round where a photo needs a person', async () => {
  const bytes = { bytes: new ArrayBuffer(3), thumb: null };
  const info = { photo_id: 'p1', type: 'image/jpeg', size: 3, sha256: '', tries: 0 };
  await here.blobs.add(
    { ...info, state: 'refused', code: 'no-picture', delivered_at: null },
    bytes,
  );
  expect(await sendAllNow(never)).toMatchObject({
    ...{ kind: 'blocked', phase: 'idle', left: { mutations: 0, photos: 1 } },
  });
});

it('ends when its user does not want to wait', async () => {
  let answer: (response: Response) => void = () => undefined;
  push = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  await perform('visit.answer', anAnswer('A1'));
  const stop = new AbortController();
  const sending = sendAllNow(stop.signal);
  await waitFor(() => expect(syncState.value.phase).toBe('pushing'));
  stop.abort();
  expect(await sending).toMatchObject({ kind: 'cancelled', left: { mutations: 1 } });
  answer(json({}, 503));
});

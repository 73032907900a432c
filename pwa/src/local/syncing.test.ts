// Syncing in the page: triggers, users, and what the loop's end means for this device.
// @vitest-environment happy-dom

import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import type { SessionUser } from '@/api/session';
import { currentLocal, type Local, openLocal } from './context';
import { perform } from './perform';
import { DeviceRetired } from './retirement';
import { signIn } from './session';
import { isOnline, startSyncing, syncState } from './syncing';
import { anAnswer, aUser, json, signedOut } from './testing';
import { wakeSync } from './wake';

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

let end: () => void;
let here: Local;
let requests: string[];
/** What was pushed. */
let bodies: { mutations: { uid: string }[] }[];
let answers: Record<string, () => Response>;

const page = () =>
  json({ ops: [], cursor: 'k', more: false, version: 99, last_seq: 0, results: [], reset: null });

beforeEach(() => {
  forgetCsrfToken();
  requests = [];
  bodies = [];
  here = openLocal(aUser());
  answers = {
    '/api/session': () => json({ user: here.user, csrf: 't', server_time: '', app: '1' }),
    '/api/sync/pull': page,
    '/api/sync/push': () => json({ slug: 'signed-out' }, 401),
  };
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    requests.push(url);
    if (url === '/api/sync/push') bodies.push(JSON.parse(String(init?.body)));
    return answers[url]?.() ?? json({}, 500);
  });
  end = startSyncing();
});

afterEach(() => {
  end();
  signedOut();
  vi.unstubAllGlobals();
});

const rests = (phase: string) => waitFor(() => expect(syncState.value).toMatchObject({ phase }));

it('syncs at the start', async () => {
  await rests('idle');
  expect(requests).toContain('/api/sync/pull');
});

it('syncs after a write', async () => {
  await rests('idle');
  await perform('visit.answer', anAnswer('A1'));
  await rests('signed-out');
  expect(requests).toContain('/api/sync/push');
});

it('syncs when the network comes back', async () => {
  await rests('idle');
  const before = requests.length;
  window.dispatchEvent(new Event('online'));
  await waitFor(() => expect(requests.length).toBeGreaterThan(before));
});

it('knows whether it is online', () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  window.dispatchEvent(new Event('offline'));
  expect(isOnline.value).toBe(false);
});

it('follows another user with a loop of his own', async () => {
  await rests('idle');
  const pulls = () => requests.filter((url) => url === '/api/sync/pull').length;
  const before = pulls();
  forgetCsrfToken();
  here = openLocal(aUser());
  await waitFor(() => expect(pulls()).toBeGreaterThan(before));
  await rests('idle');
});

it('wipes this user’s data from a device that was reported lost', async () => {
  await rests('idle');
  await perform('photo.attach', {
    ...{ photo_id: 'p1', subject_kind: 'visit', subject_id: 'v1', slot: 'A1', sha256: '', size: 1 },
    ...{ width: 1, height: 1, taken_at: '', source: 'camera', lat: null, lon: null },
    ...{ accuracy_m: null, replaces: null, seal: null },
  });
  const { name } = here.database;
  answers['/api/sync/push'] = () =>
    json({ slug: 'device-revoked', details: { reason: 'lost' } }, 403);
  window.dispatchEvent(new Event('online'));
  await waitFor(async () => expect(await Dexie.getDatabaseNames()).not.toContain(name));
  expect(currentLocal.value).toBeNull();
});

it('shows nothing any more within ten seconds of hearing that the device is lost', async () => {
  await rests('idle');
  await perform('visit.answer', anAnswer('A1'));
  await rests('signed-out');
  answers['/api/sync/push'] = () =>
    json({ slug: 'device-revoked', details: { reason: 'lost' } }, 403);
  const started = Date.now();
  wakeSync('signed-in');
  await waitFor(() => expect(currentLocal.value).toBeNull());
  expect(Date.now() - started).toBeLessThan(10_000);
});

it('takes no new work on a retired device, and goes on when it was readmitted', async () => {
  await rests('idle');
  await perform('visit.answer', anAnswer('A1'));
  await rests('signed-out');
  answers['/api/sync/push'] = () =>
    json({ slug: 'device-revoked', details: { reason: 'retired' } }, 403);
  wakeSync('signed-in');
  await rests('retired');
  await waitFor(() =>
    expect(perform('visit.answer', anAnswer('A2'))).rejects.toThrow(DeviceRetired),
  );
  answers['/api/sync/push'] = () =>
    json({
      ...{ last_seq: 1, server_time: '', halt: null },
      results: [{ seq: 1, uid: sentUid(), status: 'applied', version: 1, conflicts: [] }],
    });
  wakeSync('button');
  await rests('idle');
  await waitFor(async () => {
    await perform('visit.answer', anAnswer('A2'));
  });
});

/** The uid of the last mutation that was pushed. */
const sentUid = (): string => bodies.at(-1)?.mutations[0]?.uid ?? '';

it('scenario 22: never sends one user’s work under the login of the next, and sends it when he is back', async () => {
  await rests('idle');
  const first = here.user;
  await perform('visit.answer', anAnswer('A1'));
  await rests('signed-out');
  const mine = sentUid();
  await signInAs(aUser());
  answers['/api/sync/push'] = () => json({}, 500);
  await perform('visit.answer', anAnswer('B1'));
  await rests('waiting');
  const theirs = sentUid();
  expect(theirs).not.toBe(mine);
  bodies.length = 0;
  wakeSync('button');
  await rests('waiting');
  expect(bodies.flatMap(({ mutations }) => mutations.map(({ uid }) => uid))).not.toContain(mine);
  await signInAs(first);
  await waitFor(() => expect(sentUid()).toBe(mine));
});

async function signInAs(user: SessionUser): Promise<void> {
  forgetCsrfToken();
  const session = () => json({ user, csrf: 't', server_time: '', app: '1' });
  answers['/api/session'] = session;
  await signIn('a', 'b');
  here = currentLocal.value as Local;
}

class FakeSource extends EventTarget {
  static all: FakeSource[] = [];
  isClosed = false;

  constructor() {
    super();
    FakeSource.all.push(this);
  }

  close(): void {
    this.isClosed = true;
  }
}

describe('with pokes', () => {
  const open = (): FakeSource[] => FakeSource.all.filter(({ isClosed }) => !isClosed);
  const pulls = (): number => requests.filter((url) => url === '/api/sync/pull').length;
  let visibility: DocumentVisibilityState;

  const show = (next: DocumentVisibilityState): void => {
    visibility = next;
    document.dispatchEvent(new Event('visibilitychange'));
  };

  beforeEach(async () => {
    end();
    FakeSource.all = [];
    visibility = 'visible';
    vi.stubGlobal('EventSource', FakeSource);
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
    here = openLocal(here.user);
    end = startSyncing();
    await waitFor(() => expect(open()).toHaveLength(1));
    await rests('idle');
  });

  it('pulls when poked', async () => {
    const before = pulls();
    open()[0]?.dispatchEvent(new Event('poke'));
    await waitFor(() => expect(pulls()).toBe(before + 1));
  });

  it('listens only while somebody looks', async () => {
    show('hidden');
    await waitFor(() => expect(open()).toEqual([]));
    show('visible');
    await waitFor(() => expect(open()).toHaveLength(1));
  });

  it('does not listen for a user who is signed out', async () => {
    await perform('visit.answer', anAnswer('A1'));
    await rests('signed-out');
    await waitFor(() => expect(open()).toEqual([]));
  });

  it('listens for the next user under his own name', async () => {
    openLocal(aUser());
    await waitFor(() => expect(FakeSource.all).toHaveLength(2));
    expect(FakeSource.all[0]?.isClosed).toBe(true);
  });

  it('ends with the app', async () => {
    end();
    await waitFor(() => expect(open()).toEqual([]));
  });
});

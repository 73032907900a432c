// Syncing in the page: triggers, users, and what the loop's end means for this device.

import Dexie from 'dexie';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import { currentLocal, type Local, openLocal } from './context';
import { perform } from './perform';
import { isOnline, startSyncing, syncState } from './syncing';
import { anAnswer, aUser, json, signedOut } from './testing';

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

let end: () => void;
let here: Local;
let requests: string[];
let answers: Record<string, () => Response>;

const page = () =>
  json({ ops: [], cursor: 'k', more: false, last_seq: 0, results: [], reset: null });

beforeEach(() => {
  forgetCsrfToken();
  requests = [];
  here = openLocal(aUser());
  answers = {
    '/api/session': () => json({ user: here.user, csrf: 't', server_time: '', app: '1' }),
    '/api/sync/pull': page,
    '/api/sync/push': () => json({ slug: 'signed-out' }, 401),
  };
  vi.stubGlobal('fetch', async (url: string) => {
    requests.push(url);
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
    ...{ accuracy_m: null, replaces: null },
  });
  const { name } = here.database;
  answers['/api/sync/push'] = () =>
    json({ slug: 'device-revoked', details: { reason: 'lost' } }, 403);
  window.dispatchEvent(new Event('online'));
  await waitFor(async () => expect(await Dexie.getDatabaseNames()).not.toContain(name));
  expect(currentLocal.value).toBeNull();
});

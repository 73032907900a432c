// Rescue import: what one phone sealed is read, checked and brought in, in order and without doubles.
// @vitest-environment happy-dom

import type { OutboxEntry } from '@device/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import { WrongPassphrase } from '@/lib/seal';
import { anEntry } from '../../../sync/device/testing/builders';
import { currentLocal } from './context';
import { perform } from './perform';
import { savePhoto } from './photos';
import { rescueFile } from './rescue';
import { type Rescue, RescueUnreadable, readRescue } from './rescueFormat';
import { importRescue, openRescue, pagesOf, RescueStopped } from './rescueImport';
import { anAnswer, json, signedIn, signedOut } from './testing';

const PASSPHRASE = '望溪2026门站';

const aPhoto = (photo_id: string, ...bytes: number[]) => ({
  ...{ photo_id, type: 'image/jpeg', thumb: null, subject_kind: 'visit' as const, slot: 'A1' },
  ...{ subject_id: 'v1', width: 2, height: 2, source: 'camera' as const, replaces: null },
  ...{
    taken_at: '2026-11-23T10:00:00+08:00',
    lat: null,
    lon: null,
    accuracy_m: null,
    fix_age_s: null,
  },
  bytes: new Uint8Array(bytes).buffer,
});

interface Sent {
  readonly url: string;
  readonly body: unknown;
}

/** An office server that remembers what it took. */
function anOffice() {
  const sent: Sent[] = [];
  const taken = new Set<string>();
  const photos = new Map<string, number[]>();
  const script: (Response | null)[] = [];
  const push = (body: string): Response => {
    const { request } = JSON.parse(body) as { request: { mutations: OutboxEntry[] } };
    const known = request.mutations.map(({ uid }) => uid).filter((uid) => taken.has(uid));
    const results = request.mutations.map(({ uid, seq, name }) => {
      taken.add(uid);
      if (name === 'order.issue')
        return { uid, seq, status: 'rejected', code: 'rights-removed', title: '已无权限' };
      return { uid, seq, status: 'applied', version: 1, conflicts: [] };
    });
    return json({ last_seq: 0, server_time: '', halt: null, results, known });
  };
  const put = async (id: string, body: ArrayBuffer): Promise<Response> => {
    if (photos.has(id)) return json({ state: 'already', code: null });
    if (id === 'broken') return json({ state: 'refused', code: 'hash-mismatch' });
    photos.set(id, [...new Uint8Array(body)]);
    return json({ state: 'present', code: null });
  };
  vi.stubGlobal('fetch', async (url: string, { body, signal }: RequestInit) => {
    if (url === '/api/session') return json({ user: null, csrf: 't', server_time: '', app: '1' });
    sent.push({ url, body: typeof body === 'string' ? JSON.parse(body) : body });
    signal?.throwIfAborted();
    const scripted = script.shift();
    if (scripted) return scripted;
    if (url === '/api/sync/rescue/push') return push(String(body));
    return put(url.replace(/.*photos\/([^?]*).*/, '$1'), body as ArrayBuffer);
  });
  return { sent, taken, photos, script };
}

const never = new AbortController().signal;
const quiet = { progress: () => undefined, signal: never };

const aRescue = (mutations: OutboxEntry[], photos: Rescue['manifest']['photos'] = []): Rescue => ({
  manifest: {
    ...{ version: 1, exported_at: '2026-11-23T10:00:00+08:00', mutations, photos },
    user: { id: 'u7', login: 'demo', name: '检查员' },
  },
  bytesOf: ({ length }) => new ArrayBuffer(length),
});

let office: ReturnType<typeof anOffice>;

beforeEach(() => {
  forgetCsrfToken();
  signedIn();
  office = anOffice();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  signedOut();
});

async function aFile(): Promise<Blob> {
  await perform('visit.answer', anAnswer('A1'));
  await savePhoto(aPhoto('p1', 7, 8, 9));
  await savePhoto(aPhoto('p2', 5));
  return rescueFile(PASSPHRASE);
}

it('brings in what a phone has sealed, under its own client and user, with its photos', async () => {
  const { user, store } = currentLocal.value as NonNullable<typeof currentLocal.value>;
  const rescue = await openRescue(await aFile(), PASSPHRASE);
  const client_id = await store.read((tx) => tx.meta.get('client_id'));
  const summary = await importRescue(rescue, quiet);
  expect(summary).toEqual({
    ...{ applied: 4, known: 0, answered: 0, refused: [] },
    ...{ photosPresent: 2, photosAlready: 0, photosRefused: [] },
  });
  expect(office.sent[0]?.body).toMatchObject({
    user_id: user.id,
    request: { client_id, mutations: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }] },
  });
  expect([...office.photos.values()]).toEqual([[7, 8, 9], [5]]);
  expect(office.sent[1]?.url).toBe(`/api/sync/rescue/photos/p1?user_id=${user.id}`);
});

it('names the client in the manifest', async () => {
  const { manifest } = await openRescue(await aFile(), PASSPHRASE);
  expect(manifest).toHaveProperty('client_id', manifest.mutations[0]?.client_id);
});

it('counts as known, and sends no different, what an earlier import has brought', async () => {
  const rescue = await openRescue(await aFile(), PASSPHRASE);
  await importRescue(rescue, quiet);
  expect(await importRescue(rescue, quiet)).toMatchObject({
    ...{ applied: 0, known: 4, photosPresent: 0, photosAlready: 2 },
  });
});

it('does not open with another passphrase', async () => {
  await expect(openRescue(await aFile(), 'wrong-passphrase')).rejects.toThrow(WrongPassphrase);
});

it('leaves out what the phone had been answered already', async () => {
  const mutations = [
    anEntry(1, { state: 'settled' }),
    anEntry(2, { state: 'refused' }),
    anEntry(3, { state: 'sending' }),
  ];
  expect(await importRescue(aRescue(mutations), quiet)).toMatchObject({ applied: 1, answered: 2 });
  expect(office.taken).toEqual(new Set(['uid-3']));
});

it('tells what was refused, by command and reason', async () => {
  const rescue = aRescue(
    [anEntry(1, { name: 'order.issue' }), anEntry(2)],
    [{ photo_id: 'broken', at: 0, length: 1 }],
  );
  expect(await importRescue(rescue, quiet)).toMatchObject({
    ...{ applied: 1, photosPresent: 0 },
    refused: [{ name: 'order.issue', code: 'rights-removed', title: '已无权限' }],
    photosRefused: [{ photo_id: 'broken', code: 'hash-mismatch' }],
  });
});

describe('pages', () => {
  const sizes = (entries: OutboxEntry[]) => pagesOf(entries).map((page) => page.length);

  it('hold two hundred at most', () => {
    expect(sizes(Array.from({ length: 450 }, (_, n) => anEntry(n + 1)))).toEqual([200, 200, 50]);
  });

  it('hold 400 KB at most, or one that is larger by itself', () => {
    const args = { note: 'x'.repeat(150 * 1024) };
    const large = { note: 'x'.repeat(500 * 1024) };
    const entries = [1, 2, 3].map((n) => anEntry(n, { args }));
    expect(sizes([...entries, anEntry(4, { args: large })])).toEqual([2, 1, 1]);
  });

  it('hold one client’s each, in the order of seq', () => {
    const entries = [
      anEntry(1, { seq: 2, client_id: 'new' }),
      anEntry(2, { seq: 9, client_id: 'old' }),
      anEntry(3, { seq: 1, client_id: 'new' }),
    ];
    const seqs = pagesOf(entries).map((page) => page.map(({ client_id, seq }) => [client_id, seq]));
    expect(seqs).toEqual([
      [
        ['new', 1],
        ['new', 2],
      ],
      [['old', 9]],
    ]);
  });
});

const halting = (code: string): Response =>
  json({ last_seq: 0, server_time: '', halt: { code }, results: [], known: [] });

it('tries a page again where the server is busy, and counts nothing twice', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500, toFake: ['setTimeout'] });
  const applied = { uid: 'uid-1', seq: 1, status: 'applied', version: 1, conflicts: [] };
  const cut = { last_seq: 1, server_time: '', halt: { code: 'transient' }, known: [] };
  office.taken.add('uid-1');
  office.script.push(json({ ...cut, results: [applied] }));
  const summary = await importRescue(aRescue([anEntry(1), anEntry(2)]), quiet);
  expect(summary).toMatchObject({ applied: 2, known: 0 });
});

it('stops where the server cannot go on, and says why', async () => {
  office.script.push(halting('server-behind'));
  const stopped = importRescue(aRescue([anEntry(1)]), quiet);
  await expect(stopped).rejects.toThrow(RescueStopped);
  await expect(stopped).rejects.toMatchObject({ code: 'server-behind' });
});

it('can be broken off between pages and photos, and run again', async () => {
  const rescue = await openRescue(await aFile(), PASSPHRASE);
  const stop = new AbortController();
  const told: unknown[] = [];
  const progress = (done: { photos: number }): void => {
    told.push(done);
    if (done.photos === 1) stop.abort();
  };
  const broken = importRescue(rescue, { progress, signal: stop.signal });
  await expect(broken).rejects.toMatchObject({ name: 'AbortError' });
  expect(told).toEqual([
    { mutations: 4, photos: 0 },
    { mutations: 4, photos: 1 },
  ]);
  expect(await importRescue(rescue, quiet)).toMatchObject({
    ...{ known: 4, photosAlready: 1, photosPresent: 1 },
  });
});

describe('a hostile file', () => {
  const sealedText = (length: number, manifest: string): ArrayBuffer => {
    const told = new TextEncoder().encode(manifest);
    const bytes = new Uint8Array(4 + told.length);
    new DataView(bytes.buffer).setUint32(0, length);
    bytes.set(told, 4);
    return bytes.buffer;
  };
  const file = (change: object): ArrayBuffer => {
    const { manifest } = aRescue([anEntry(1)], []);
    const told = JSON.stringify({ ...manifest, ...change });
    return sealedText(new TextEncoder().encode(told).length, told);
  };

  it('is told from a good one', () => {
    expect(readRescue(file({})).manifest.user.id).toBe('u7');
  });

  it.each([
    ['of no length', new ArrayBuffer(2)],
    ['whose manifest is longer than the file', sealedText(1_000, '{}')],
    ['whose manifest is no JSON', sealedText(3, 'abc')],
    ['of another version', file({ version: 2 })],
    ['of nobody', file({ user: { id: '' } })],
    ['whose mutations are no list', file({ mutations: { length: 1 } })],
    ['with a mutation in no known state', file({ mutations: [{ ...anEntry(1), state: 'done' }] })],
    ['with a mutation numbered 0', file({ mutations: [anEntry(1, { seq: 0 })] })],
    ['with more mutations than anybody made', file({ mutations: Array(50_001).fill(anEntry(1)) })],
    ['with a photo beyond its end', file({ photos: [{ photo_id: 'p', at: 0, length: 9 }] })],
    ['with a photo before its beginning', file({ photos: [{ photo_id: 'p', at: -4, length: 4 }] })],
    ['with a photo of no whole length', file({ photos: [{ photo_id: 'p', at: 0, length: 0.5 }] })],
  ])('%s is refused', (_, plain) => {
    expect(() => readRescue(plain)).toThrow(RescueUnreadable);
  });
});

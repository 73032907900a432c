// The session client: tokens, problems, foreign answers.
import { beforeEach, expect, test, vi } from 'vitest';
import {
  closeSession,
  forgetCsrfToken,
  openSession,
  putBytes,
  readFrom,
  readSession,
  sendTo,
} from './client';

const answer = { user: null, csrf: 't1', server_time: '2026-11-02T09:00:00+08:00', app: '1.0.0' };

const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'content-type': type },
  });

function serve(...responses: (Response | Error)[]) {
  const calls: [string, RequestInit][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push([url, init]);
    const next = responses.shift();
    if (!next || next instanceof Error) throw next ?? new Error('one call too many');
    return next;
  });
  return calls;
}

beforeEach(() => forgetCsrfToken());

test('a write fetches a token first and carries it', async () => {
  const calls = serve(json(answer), json({ ...answer, csrf: 't2' }));
  await openSession('ducha01', 'a long secret');
  expect(calls[1]?.[1].headers).toMatchObject({ 'X-CSRFToken': 't1' });
});

test('a stale token is renewed once', async () => {
  const refused = json(
    { slug: 'csrf-failed', title: '页面已失效' },
    403,
    'application/problem+json',
  );
  const calls = serve(json(answer), refused, json({ ...answer, csrf: 't2' }), json(null, 204));
  await closeSession();
  expect(calls).toHaveLength(4);
  expect(calls[3]?.[1].headers).toMatchObject({ 'X-CSRFToken': 't2' });
});

test('no answer is told as offline', async () => {
  serve(new TypeError('network'));
  await expect(readSession()).rejects.toMatchObject({ slug: 'offline', status: 0 });
});

test('the page of a foreign network is not mistaken for our server', async () => {
  serve(new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }));
  await expect(readSession()).rejects.toMatchObject({ slug: 'foreign-answer' });
});

test('a problem keeps its slug, detail and waiting time', async () => {
  const refused = json(
    { slug: 'too-many-attempts', title: '请稍后' },
    429,
    'application/problem+json',
  );
  refused.headers.set('retry-after', '60');
  serve(json(answer), refused);
  await expect(openSession('x', 'y')).rejects.toMatchObject({
    slug: 'too-many-attempts',
    retryAfter: 60,
    detail: '请稍后',
  });
});

test('a list is read without a token, and a refusal keeps its slug', async () => {
  const refusal = json({ slug: 'not-allowed', title: '没有权限' }, 403, 'application/problem+json');
  const calls = serve(json({ devices: [] }), refusal);
  expect(await readFrom('/api/devices')).toEqual({ devices: [] });
  expect(calls[0]?.[1].method).toBeUndefined();
  await expect(readFrom('/api/devices')).rejects.toMatchObject({ slug: 'not-allowed' });
});

test('bytes go as they are, with a token', async () => {
  const calls = serve(json(answer), json({ state: 'present' }));
  const bytes = new Uint8Array([1, 2, 3]).buffer;
  expect(await putBytes('/api/sync/rescue/photos/p1', bytes)).toEqual({ state: 'present' });
  expect(calls[1]?.[1]).toMatchObject({ method: 'PUT', body: bytes });
  expect(calls[1]?.[1].headers).toMatchObject({ 'X-CSRFToken': 't1' });
});

test('a call broken off by the user is no lost network', async () => {
  const stop = new AbortController();
  serve(json(answer), new DOMException('stopped', 'AbortError'));
  stop.abort();
  await expect(sendTo('/api/x', {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

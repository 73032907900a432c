// Transport: tokens, foreign pages, and never under another user's login.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import { aUser, json, serve } from './testing';
import { fetchTransport, Guard } from './transport';

const user = aUser();
const session = (who: unknown, csrf = 't1') => json({ user: who, csrf, server_time: '', app: '1' });
const request = { protocol: 1, client_id: 'c', app: '1', sent_at: '', epoch: null, mutations: [] };

beforeEach(() => forgetCsrfToken());
afterEach(() => vi.unstubAllGlobals());

it('pushes JSON with the token of its session', async () => {
  const calls = serve(session(user), json({ last_seq: 0 }));
  const answer = await fetchTransport(new Guard(user.id)).push(request);
  expect(answer).toEqual({ status: 200, json: { last_seq: 0 } });
  expect(calls[1]?.[0]).toBe('/api/sync/push');
  expect(calls[1]?.[1].headers).toMatchObject({ 'X-CSRFToken': 't1' });
});

it('sends nothing while somebody else is signed in', async () => {
  const calls = serve(session(aUser()));
  const answer = await fetchTransport(new Guard(user.id)).push(request);
  expect(answer.status).toBe(401);
  expect(calls.map(([url]) => url)).toEqual(['/api/session']);
});

it('looks again who is signed in when the token no longer fits', async () => {
  const refused = json({ slug: 'csrf-failed' }, 403);
  const calls = serve(session(user), refused, session(aUser(), 't2'));
  const answer = await fetchTransport(new Guard(user.id)).push(request);
  expect(answer.status).toBe(401);
  expect(calls).toHaveLength(3);
});

it('tries once more with a fresh token of the same user', async () => {
  const refused = json({ slug: 'csrf-failed' }, 403);
  const calls = serve(session(user), refused, session(user, 't2'), json({ last_seq: 0 }));
  const answer = await fetchTransport(new Guard(user.id)).push(request);
  expect(answer.status).toBe(200);
  expect(calls[3]?.[1].headers).toMatchObject({ 'X-CSRFToken': 't2' });
});

it('asks anew who is signed in after a 401', async () => {
  const calls = serve(session(user), json({}, 401), session(user, 't2'), json({ last_seq: 0 }));
  const transport = fetchTransport(new Guard(user.id));
  expect((await transport.push(request)).status).toBe(401);
  expect((await transport.push(request)).status).toBe(200);
  expect(calls).toHaveLength(4);
});

it('takes a captive portal’s page for no JSON', async () => {
  const page = new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } });
  serve(session(user), page);
  const answer = await fetchTransport(new Guard(user.id)).push(request);
  expect(answer).toEqual({ status: 200, json: undefined });
});

it('takes an answer that was cut off for no JSON', async () => {
  const cut = new Response('{"last_seq": 1, "res', {
    headers: { 'content-type': 'application/json' },
  });
  serve(session(user), cut);
  expect((await fetchTransport(new Guard(user.id)).push(request)).json).toBeUndefined();
});

it('reads Retry-After', async () => {
  serve(session(user), json({}, 429, { 'retry-after': '60' }));
  expect(await fetchTransport(new Guard(user.id)).push(request)).toMatchObject({ retryAfter: 60 });
});

it('rejects where there is no answer', async () => {
  serve(session(user), new TypeError('network'));
  await expect(fetchTransport(new Guard(user.id)).push(request)).rejects.toThrow('network');
});

it('packs what is large', async () => {
  const mutations = Array.from({ length: 40 }, (_, seq) => ({
    ...{ seq, uid: `u${seq}`, name: 'visit.answer', v: 1, args: { result: 'pass' } },
    ...{ base: {}, deps: [], occurred_at: '2026-05-01T10:00:00+08:00' },
  }));
  const calls = serve(session(user), json({ last_seq: 40 }));
  await fetchTransport(new Guard(user.id)).push({ ...request, mutations });
  const sent = calls[1]?.[1];
  const body = sent?.body as ArrayBuffer;
  expect(sent?.headers).toMatchObject({ 'Content-Encoding': 'gzip' });
  const unpacked = new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'));
  expect(await new Response(unpacked).json()).toMatchObject({ mutations });
  expect(body.byteLength * 6).toBeLessThan(JSON.stringify(mutations).length);
});

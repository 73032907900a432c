// The session on this device: opens offline, keeps unsent work, never mixes users.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import { currentLocal } from './context';
import { perform } from './perform';
import { rows } from './rows';
import {
  refreshSession,
  restoreSession,
  signIn,
  signOut,
  unsentHere,
  unsentOfOthers,
  useSession,
} from './session';
import { anAnswer, aUser, json, serve } from './testing';

const first = aUser();
const second = aUser();
const session = (user: unknown) => json({ user, csrf: 't', server_time: '', app: '1' });

const { user, needsLogin } = useSession();

beforeEach(async () => {
  forgetCsrfToken();
  serve(session(null), session(first));
  await signIn('a', 'b');
});

afterEach(async () => {
  serve();
  await signOut();
  vi.unstubAllGlobals();
});

it('knows offline who worked here last', async () => {
  serve();
  expect(await restoreSession()).toEqual(first);
  expect(currentLocal.value?.user.id).toBe(first.id);
});

it('keeps the user and asks for a login where the server’s session has run out', async () => {
  serve(session(null));
  await refreshSession();
  expect([user.value?.id, needsLogin.value]).toEqual([first.id, true]);
  await perform('visit.answer', anAnswer('A1'));
  expect((await unsentHere()).mutations).toBeGreaterThan(0);
});

it('goes on with the same databases after a login in place', async () => {
  const before = currentLocal.value;
  serve(session(null), session(first));
  await refreshSession();
  await signIn('a', 'b');
  expect(currentLocal.value).toBe(before);
  expect(needsLogin.value).toBe(false);
});

it('changes nothing while there is no network', async () => {
  serve(new TypeError('offline'));
  await refreshSession();
  expect([user.value?.id, needsLogin.value]).toEqual([first.id, false]);
});

it('keeps unsent work through signing out and in again, and shows others only its count', async () => {
  await perform('visit.answer', anAnswer('B1'));
  const { mutations } = await unsentHere();
  serve(json({}, 200));
  await signOut();
  expect(user.value).toBeNull();
  serve(session(null), session(second));
  await signIn('c', 'd');
  expect(await rows('answer')).toEqual([]);
  expect(await unsentOfOthers()).toBe(mutations);
  serve(session(first));
  await signIn('a', 'b');
  expect((await rows('answer')).map(({ item_code }) => item_code)).toContain('B1');
});

it('pays a sign-out that was made offline before it trusts the cookie again', async () => {
  serve();
  await signOut();
  const calls = serve(session(first), new Response(null, { status: 204 }));
  await refreshSession();
  expect(calls.map(([, init]) => init.method ?? 'GET')).toContain('DELETE');
  expect(user.value).toBeNull();
});

it('says why a login was refused', async () => {
  serve(json({ slug: 'wrong-credentials', title: '账号或密码不正确' }, 401));
  await expect(signIn('a', 'x')).rejects.toMatchObject({ slug: 'wrong-credentials' });
});

it('counts others’ photos, too, among what they left unsent', async () => {
  const here = currentLocal.value;
  const { mutations, photos } = await unsentHere();
  await here?.blobs.add(
    {
      ...{ photo_id: 'p1', type: 'image/jpeg', size: 3, sha256: '', state: 'kept', tries: 0 },
      ...{ code: null, delivered_at: null },
    },
    { bytes: new ArrayBuffer(3), thumb: null },
  );
  serve(session(second));
  await signIn('c', 'd');
  expect(await unsentOfOthers()).toBe(mutations + photos + 1);
});

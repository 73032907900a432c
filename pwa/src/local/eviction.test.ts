// Eviction: what the browser has thrown away is told, and nothing that is merely new is taken for it.
// @vitest-environment happy-dom

import Dexie from 'dexie';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import type { SessionUser } from '@/api/session';
import { forgetAccount } from './accounts';
import { localDatabase } from './database';
import { useEviction } from './eviction';
import { refreshSession, restoreSession, signIn, signOut } from './session';
import { aUser, json, serve } from './testing';
import { wipeUser } from './wiping';

const { wasEvicted, dismiss } = useEviction();
const session = (user: unknown) => json({ user, csrf: 't', server_time: '', app: '1' });

let user: SessionUser;

beforeEach(async () => {
  forgetCsrfToken();
  localStorage.clear();
  dismiss();
  user = aUser();
  serve(session(null), session(user));
  await signIn('a', 'b');
});

afterEach(async () => {
  serve();
  await signOut();
  await forgetAccount(user.id);
  vi.unstubAllGlobals();
});

const evictRows = (): Promise<void> => localDatabase(user.org, user.id).delete();

it('takes a first login for no eviction', () => {
  expect(wasEvicted.value).toBe(false);
});

it('takes a start with everything in place for no eviction', async () => {
  await restoreSession();
  expect(wasEvicted.value).toBe(false);
});

it('scenario 25: notices that a user’s database is gone', async () => {
  await evictRows();
  await restoreSession();
  expect(wasEvicted.value).toBe(true);
});

it('scenario 25: notices that even the account is gone, and asks for a login', async () => {
  await evictRows();
  await forgetAccount(user.id);
  expect(await restoreSession()).toBeNull();
  expect(wasEvicted.value).toBe(true);
});

it('notices it by the login alone, where nothing else is left', async () => {
  await evictRows();
  await forgetAccount(user.id);
  localStorage.clear();
  await restoreSession();
  expect(wasEvicted.value).toBe(false);
  serve(session(user));
  await refreshSession();
  expect(wasEvicted.value).toBe(true);
});

it('goes on telling after another start, until its user has read it', async () => {
  await evictRows();
  await restoreSession();
  vi.resetModules();
  const again = await import('./eviction');
  expect(again.useEviction().wasEvicted.value).toBe(true);
  again.useEviction().dismiss();
  vi.resetModules();
  expect((await import('./eviction')).useEviction().wasEvicted.value).toBe(false);
});

it('does not tell it again once it was read', async () => {
  await evictRows();
  await restoreSession();
  dismiss();
  await restoreSession();
  expect(wasEvicted.value).toBe(false);
});

it('takes a wipe for no eviction', async () => {
  await wipeUser(user);
  await restoreSession();
  expect(wasEvicted.value).toBe(false);
});

it('works where the browser keeps nothing beside the databases', async () => {
  const denied = (): never => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: denied, setItem: denied, removeItem: denied });
  serve(session(aUser()));
  await signIn('c', 'd');
  expect(await Dexie.getDatabaseNames()).toContain('ducha-device');
  expect(wasEvicted.value).toBe(false);
});

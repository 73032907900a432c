// A retired device: it takes no new work, lets its user export what is there, and forgets it when he says so.

import Dexie from 'dexie';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { forgetCsrfToken } from '@/api/client';
import { currentLocal, type Local } from './context';
import { perform } from './perform';
import { DeviceRetired, noteReadmitted, noteRetired } from './retirement';
import { NotExported, useRevocation } from './revocation';
import { signIn, signOut, useSession, wipeSession } from './session';
import { anAnswer, aUser, json, serve } from './testing';

vi.mock('@/lib/seal', () => ({ seal: async () => new Blob(['sealed']) }));

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

const session = (user: unknown) => json({ user, csrf: 't', server_time: '', app: '1' });

let here: Local;
const scope = effectScope();
const revocation = scope.run(useRevocation) as ReturnType<typeof useRevocation>;

beforeEach(async () => {
  forgetCsrfToken();
  const user = aUser();
  serve(session(null), session(user));
  await signIn('a', 'b');
  here = currentLocal.value as Local;
  await perform('visit.answer', anAnswer('A1'));
});

afterEach(async () => {
  serve();
  await signOut();
  vi.unstubAllGlobals();
});

const outbox = () => here.store.read((tx) => tx.outbox.list());

const retired = async (): Promise<void> => {
  await noteRetired();
  await waitFor(() => expect(revocation.state.value).toBe('retired'));
};

it('says nothing while the device is in order', () => {
  expect(revocation.state.value).toBeNull();
});

it('takes no new work, and keeps what is there', async () => {
  await retired();
  await expect(perform('visit.answer', anAnswer('A2'))).rejects.toThrow(DeviceRetired);
  expect(await outbox()).toHaveLength(1);
});

it('is remembered by the next start, which may be offline', async () => {
  await retired();
  const { restoreSession } = await import('./session');
  serve();
  await restoreSession();
  here = currentLocal.value as Local;
  await expect(perform('visit.answer', anAnswer('A2'))).rejects.toThrow(DeviceRetired);
  await waitFor(() => expect(revocation.state.value).toBe('retired'));
});

it('works again when it was readmitted', async () => {
  await retired();
  await noteReadmitted();
  await waitFor(() => expect(revocation.state.value).toBeNull());
  await perform('visit.answer', anAnswer('A2'));
  expect(await outbox()).toHaveLength(2);
});

it('is not wiped before its unsent work is in a file, unless the user insists', async () => {
  await retired();
  await expect(revocation.wipe()).rejects.toThrow(NotExported);
  expect(await outbox()).toHaveLength(1);
  await revocation.wipe(true);
  expect(await Dexie.getDatabaseNames()).not.toContain(here.database.name);
});

it('is wiped after an export, and its user is signed out', async () => {
  await retired();
  await revocation.exportRescue('passphrase');
  await waitFor(() => expect(revocation.exported.value).toBe(true));
  const calls = serve(new Response(null, { status: 204 }));
  await revocation.wipe();
  expect(await Dexie.getDatabaseNames()).not.toContain(here.database.name);
  expect(useSession().user.value).toBeNull();
  expect(calls.map(([url, { method }]) => [url, method])).toEqual([['/api/session', 'DELETE']]);
});

it('is wiped without more ado where nothing is unsent', async () => {
  await retired();
  await here.store.write(async (tx) =>
    tx.outbox.remove((await tx.outbox.list()).map(({ n }) => n)),
  );
  await revocation.wipe();
  expect(useSession().user.value).toBeNull();
});

it('reported lost is wiped at once, and tells so until somebody signs in', async () => {
  serve();
  await wipeSession();
  expect(revocation.state.value).toBe('lost');
  expect(await Dexie.getDatabaseNames()).not.toContain(here.database.name);
  forgetCsrfToken();
  serve(session(null), session(aUser()));
  await signIn('c', 'd');
  expect(revocation.state.value).toBeNull();
});

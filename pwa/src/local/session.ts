// The session as this device knows it: opens offline, never throws work away, logs in again in place.

import { type Ref, ref, shallowRef, watch } from 'vue';
import { closeSession, openSession, readSession } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import type { SessionAnswer, SessionUser } from '@/api/session';
import * as accounts from './accounts';
import { closeLocal, currentLocal, local, openLocal } from './context';
import { lookBehindLogin, lookForEviction, lookIntoDatabase } from './eviction';
import { prepareUpdate } from './upgrading';
import { wakeSync } from './wake';
import { finishWiping, wipeUser } from './wiping';

const user = shallowRef<SessionUser | null>(null);
const expired = ref(false);
const answer = shallowRef<SessionAnswer | null>(null);
const lost = ref(false);

export interface SessionView {
  /** Who works here; null: nobody, show the sign-in page. */
  readonly user: Readonly<Ref<SessionUser | null>>;
  /** The server no longer knows him: capture goes on, sending waits for a login in place. */
  readonly needsLogin: Readonly<Ref<boolean>>;
  /** The server's last answer, with its demo accounts and version; null before any contact. */
  readonly answer: Readonly<Ref<SessionAnswer | null>>;
  /** This device was reported lost and has been wiped; until somebody signs in. */
  readonly isLost: Readonly<Ref<boolean>>;
}

export const useSession = (): SessionView => ({
  user,
  needsLogin: expired,
  answer,
  isLost: lost,
});

async function open(next: SessionUser): Promise<void> {
  await prepareUpdate(next);
  openLocal(next);
  await lookIntoDatabase(next.id);
}

/** Keeps the open databases where the same user comes back. */
async function adopt(next: SessionUser): Promise<void> {
  await accounts.rememberAccount(next);
  if (currentLocal.value?.user.id !== next.id) await open(next);
  user.value = next;
  expired.value = false;
  lost.value = false;
}

/** Another tab has wiped this user's data: here, too, he is gone. */
watch(currentLocal, (now) => {
  if (!now) user.value = null;
});

/** At the start, before anything is drawn: who worked here last, without asking the network. */
export async function restoreSession(): Promise<SessionUser | null> {
  await finishWiping();
  await lookForEviction();
  const last = await accounts.lastAccount();
  if (last) {
    await open(last);
    user.value = last;
  }
  return last;
}

async function paidSignOut(): Promise<boolean> {
  if (!(await accounts.owesSignOut())) return false;
  await closeSession();
  await accounts.paySignOut();
  return true;
}

/** Asks the server who is signed in. Without an answer all stays as it is. */
export async function refreshSession(): Promise<void> {
  try {
    if (await paidSignOut()) return;
    answer.value = await readSession();
  } catch (problem) {
    if (problem instanceof ApiProblem) return;
    throw problem;
  }
  const { user: known } = answer.value;
  if (known) await lookBehindLogin(known);
  if (known) await adopt(known);
  else expired.value = user.value !== null;
}

/** Rejects with `ApiProblem` (`wrong-credentials`, `too-many-attempts`, `offline` …). */
export async function signIn(login: string, password: string): Promise<SessionUser> {
  answer.value = await openSession(login, password);
  const { user: known } = answer.value;
  if (!known) throw new ApiProblem({ slug: 'signed-out', status: 401, title: '登录未成功' });
  await adopt(known);
  wakeSync('signed-in');
  return known;
}

/** Unsent work stays on the device, under this user; ask `unsentHere` first. */
export async function signOut(): Promise<void> {
  const isTold = await closeSession().then(
    () => true,
    () => false,
  );
  await accounts.forgetCurrent(!isTold);
  closeLocal();
  user.value = null;
  expired.value = false;
}

/** What this device keeps of its user goes, without asking; the server's session is ended when it can be. */
async function wipe(): Promise<void> {
  const gone = user.value ?? currentLocal.value?.user;
  if (!gone) return;
  await wipeUser(gone);
  user.value = null;
  expired.value = false;
  await accounts.forgetCurrent(true);
  await paidSignOut().catch(() => false);
}

/** The device was reported lost. */
export async function wipeSession(): Promise<void> {
  lost.value = true;
  await wipe();
}

/** Its user gives a retired device up. */
export const wipeRetired = wipe;

/** The server answered 401 in the middle of sync. */
export function markSignedOut(): void {
  expired.value = user.value !== null;
}

/** The server has taken a push or pull: whatever had been doubted is in order. */
export function markSignedIn(): void {
  expired.value = false;
}

export async function unsentHere(): Promise<accounts.Unsent> {
  const { store, blobs } = local();
  return accounts.countUnsent(store, blobs);
}

/** "另一用户 n 条未发送" */
export async function unsentOfOthers(): Promise<number> {
  return accounts.unsentOfOthers(user.value?.id ?? '');
}

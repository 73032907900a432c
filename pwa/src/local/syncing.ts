// Syncing: starts the loop for the signed-in user and gives it its triggers.

import { createSync, type Sync } from '@device/loop';
import { IDLE, type Reason, type SyncState } from '@device/phase';
import { type Ref, ref, shallowRef, watch } from 'vue';
import { currentLocal, type Local } from './context';
import { markSignedIn, markSignedOut, wipeSession } from './session';
import { askToPersist } from './storage';
import { setWaker } from './wake';

/** The fallback where no poke comes. */
const TIMER_MS = 30_000;

const state = shallowRef<SyncState>({ ...IDLE, phase: 'stopped' });
const online = ref(true);

export const syncState: Readonly<Ref<SyncState>> = state;
export const isOnline: Readonly<Ref<boolean>> = online;

function follow(next: SyncState): void {
  const before = state.value.phase;
  state.value = next;
  if (next.phase === 'signed-out') markSignedOut();
  if (next.phase === 'idle' && before !== 'stopped') markSignedIn();
  if (next.phase === 'lost') void wipeSession();
}

type Listener = readonly [target: EventTarget, type: string, listener: () => void];

function listen(listeners: readonly Listener[]): () => void {
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}

function triggers(wake: (reason: Reason) => void): () => void {
  const timer = setInterval(() => wake('timer'), TIMER_MS);
  const look = (): void => {
    online.value = navigator.onLine;
  };
  look();
  const stop = listen([
    [window, 'online', look],
    [window, 'offline', look],
    [window, 'online', () => wake('online')],
    [document, 'visibilitychange', () => document.visibilityState === 'visible' && wake('visible')],
  ]);
  return () => {
    clearInterval(timer);
    stop();
  };
}

/** Called once by the app. Follows the user: each has a loop of his own. Returns its end. */
export function startSyncing(): () => void {
  let sync: Sync | undefined;
  const wake = (reason: Reason): void => sync?.wake(reason);
  const serve = (now: Local | null): void => {
    sync?.stop();
    // What the loop of the former user still says is of no interest to the next.
    const mine = now && createSync(now.kit, (next) => mine === sync && follow(next));
    sync = mine ?? undefined;
    sync?.start();
  };
  setWaker(wake);
  const endTriggers = triggers(wake);
  const endWatch = watch(currentLocal, serve, { immediate: true });
  void askToPersist();
  return () => {
    endWatch();
    endTriggers();
    setWaker(() => undefined);
    serve(null);
  };
}

// Syncing: starts the loop for the signed-in user and gives it its triggers.

import { createSync, type Sync } from '@device/loop';
import { IDLE, type Phase, type Reason, type SyncState } from '@device/phase';
import { computed, type Ref, shallowRef, watch } from 'vue';
import { currentLocal, type Local } from './context';
import { watchLine } from './metered';
import { noteReadmitted, noteRetired } from './retirement';
import { markSignedIn, markSignedOut, wipeSession } from './session';
import { askToPersist } from './storage';
import { followPokes, online, Timer, visible, watchPage } from './triggers';
import { setWaker } from './wake';

const state = shallowRef<SyncState>({ ...IDLE, phase: 'stopped' });

export const syncState: Readonly<Ref<SyncState>> = state;
export const isOnline: Readonly<Ref<boolean>> = online;

/** Phases in which the server has nothing to tell this device. */
const DEAF: readonly Phase[] = ['stopped', 'signed-out', 'retired', 'lost'];

function follow(next: SyncState): void {
  const before = state.value.phase;
  state.value = next;
  if (next.phase === 'signed-out') markSignedOut();
  if (next.phase === 'retired') void noteRetired();
  if (next.phase === 'lost') void wipeSession();
  if (next.phase !== 'idle' || before === 'stopped') return;
  markSignedIn();
  void noteReadmitted();
}

/** A stream only while somebody looks at this page and the server would answer. */
function watchPokes(wake: (reason: Reason) => void): () => void {
  const timer = new Timer(wake);
  const poke = computed(() => {
    const listens = visible.value && online.value && !DEAF.includes(state.value.phase);
    return listens ? (currentLocal.value?.poke ?? null) : null;
  });
  timer.run(false);
  const end = watch(
    poke,
    (now, _, onCleanup) => {
      if (now) onCleanup(followPokes(now, wake, timer));
    },
    { immediate: true },
  );
  return () => {
    end();
    timer.stop();
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
  const endPage = watchPage(wake);
  const endLine = watchLine();
  const endPokes = watchPokes(wake);
  const endWatch = watch(currentLocal, serve, { immediate: true });
  void askToPersist();
  return () => {
    endWatch();
    endPokes();
    endPage();
    endLine();
    setWaker(() => undefined);
    serve(null);
  };
}

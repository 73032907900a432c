// One syncing tab: the Lock port over Web Locks, with a steal from a tab that is frozen.

import type { Lock } from '@device/ports';
import { lastBeat, traceBeat } from './traces';

/** A background tab's timers run at least once a minute; silence beyond this means that it is frozen. */
const DEAD_AFTER_MS = 90_000;
const BEAT_MS = 5_000;

/** The clock may have been set back, so a beat from the future says nothing either. */
function isDead(name: string): boolean {
  const age = Date.now() - lastBeat(name);
  return age > DEAD_AFTER_MS || age < 0;
}

async function beating(name: string, work: () => Promise<void>): Promise<void> {
  traceBeat(name);
  const timer = setInterval(() => traceBeat(name), BEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** Two tabs that sync at once do no harm, only double work: a lost lock ends nothing. */
async function request(
  name: string,
  options: LockOptions,
  work: () => Promise<void>,
): Promise<boolean> {
  let ran = false;
  let running: Promise<void> = Promise.resolve();
  const held = navigator.locks.request(name, options, async (lock) => {
    if (!lock) return;
    ran = true;
    running = beating(name, work);
    await running;
  });
  try {
    await held;
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error;
    await running;
  }
  return ran;
}

export function webLock(name: string): Lock {
  return {
    run: async (work) => {
      // Old WebViews, and pages without HTTPS, have none.
      if (!(navigator.locks as LockManager | null | undefined)) {
        await work();
        return true;
      }
      if (await request(name, { ifAvailable: true }, work)) return true;
      return isDead(name) ? request(name, { steal: true }, work) : false;
    },
  };
}

// Triggers: what wakes the loop in a page. Pokes where they come, a timer where they don't.

import type { Reason } from '@device/phase';
import type { Poke } from '@device/ports';
import { ref } from 'vue';

/** The fallback where no poke comes, and the second look where they do. */
const TIMER_MS = 30_000;
const POKED_TIMER_MS = 300_000;

export const online = ref(true);
export const visible = ref(true);

type Wake = (reason: Reason) => void;
type Listener = readonly [target: EventTarget, type: string, listener: () => void];

function listen(listeners: readonly Listener[]): () => void {
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}

/** Wakes by the page's own events. Returns its end. */
export function watchPage(wake: Wake): () => void {
  const look = (): void => {
    online.value = navigator.onLine;
    visible.value = document.visibilityState === 'visible';
  };
  look();
  return listen([
    [window, 'online', look],
    [window, 'offline', look],
    [document, 'visibilitychange', look],
    [window, 'online', () => wake('online')],
    [document, 'visibilitychange', () => visible.value && wake('visible')],
  ]);
}

/** Wakes by the clock: often, or seldom while pokes come. */
export class Timer {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly wake: Wake) {}

  run(isPoked: boolean): void {
    this.stop();
    this.timer = setInterval(() => this.wake('timer'), isPoked ? POKED_TIMER_MS : TIMER_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** Follows the server's pokes. Returns its end. */
export function followPokes(poke: Poke, wake: Wake, timer: Timer): () => void {
  const stop = poke.subscribe({
    poked: () => wake('poke'),
    opened: (isOpen) => {
      timer.run(isOpen);
      // A refusal of the stream may say that the login or the device is at an end.
      if (!isOpen) wake('timer');
    },
  });
  return () => {
    stop();
    timer.run(false);
  };
}

// Waking: lets a write nudge the sync loop without knowing it.

import type { Reason } from '@device/phase';

let waker: (reason: Reason) => void = () => undefined;

export function setWaker(next: (reason: Reason) => void): void {
  waker = next;
}

export function wakeSync(reason: Reason): void {
  waker(reason);
}

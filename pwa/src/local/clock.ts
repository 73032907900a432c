// The browser's clock and ids, as the engine's ports want them.

import { isoInstant } from '@device/instant';
import type { Clock, Ids } from '@device/ports';
import { uuidv7 } from '@/lib/ids';

/** Now as ISO 8601 with the phone's offset; it orders nothing, the server stores it beside its own. */
export const instantNow = (): string => isoInstant(Date.now(), -new Date().getTimezoneOffset());

export const browserIds: Ids = { client: () => crypto.randomUUID(), uid: () => uuidv7() };

export const browserClock: Clock = {
  now: () => Date.now(),
  instant: instantNow,
  after: (ms, wake) => {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

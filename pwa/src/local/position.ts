// Position: where this device is, within a time limit; the last fix is kept for the photos that follow.

export interface Fix {
  readonly lat: number;
  readonly lon: number;
  readonly accuracy_m: number;
  /** When it was measured, ms. */
  readonly at: number;
}

export type NoFix = 'denied' | 'timeout' | 'unavailable';

/** Good enough to stop looking for better, metres. */
const GOOD_M = 50;
const LIMIT_MS = 8000;

let last: Fix | null = null;

/** The last fix, if it is not older than this. */
export function lastFix(maxAgeMs: number, now: number = Date.now()): Fix | null {
  return last && now - last.at <= maxAgeMs ? last : null;
}

const toFix = ({ coords, timestamp }: GeolocationPosition): Fix => ({
  lat: coords.latitude,
  lon: coords.longitude,
  accuracy_m: Math.round(coords.accuracy),
  at: timestamp,
});

/** The first good fix, or the best one when the time is up. */
export function locate(limitMs: number = LIMIT_MS): Promise<Fix | NoFix> {
  const { geolocation } = navigator;
  if (!geolocation) return Promise.resolve('unavailable');
  return new Promise((resolve) => {
    let best: Fix | null = null;
    const settle = (answer: Fix | NoFix): void => {
      clearTimeout(timer);
      geolocation.clearWatch(watch);
      if (typeof answer !== 'string') last = answer;
      resolve(answer);
    };
    const timer = setTimeout(() => settle(best ?? 'timeout'), limitMs);
    const take = (position: GeolocationPosition): void => {
      const fix = toFix(position);
      if (!best || fix.accuracy_m < best.accuracy_m) best = fix;
      if (best.accuracy_m <= GOOD_M) settle(best);
    };
    const fail = ({ code }: GeolocationPositionError): void => {
      if (code === 1) settle('denied');
      else if (code === 2) settle(best ?? 'unavailable');
    };
    const watch = geolocation.watchPosition(take, fail, {
      enableHighAccuracy: true,
      maximumAge: 30_000,
      timeout: limitMs,
    });
  });
}

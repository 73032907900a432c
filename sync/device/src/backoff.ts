// Backoff: how long to wait after a failed try.

/**
 * A server that is down or a dead network costs it nothing to be asked, and users wait for it: within a
 * minute of recovery all goes on by itself. A server that says "busy" gets up to five minutes; one that
 * has to be updated first gets more.
 */
export const LONGEST_MS = {
  network: 20_000,
  server: 40_000,
  busy: 300_000,
  behind: 900_000,
} as const;

const FIRST_MS = { network: 2_000, server: 2_000, busy: 2_000, behind: 60_000 } as const;

export type Cause = keyof typeof LONGEST_MS;

/** `attempt` counts from 0; half of the wait is jitter, so that a thousand phones don't return at once. */
export function backoff(attempt: number, cause: Cause, random: number, retryAfter = 0): number {
  const full = Math.min(LONGEST_MS[cause], FIRST_MS[cause] * 2 ** Math.min(attempt, 20));
  return Math.max(retryAfter * 1_000, full / 2 + (full / 2) * random);
}

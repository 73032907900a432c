// Session: pure rules. What a failed sign-in means, and whether this device can work offline.

export type SignInFailure = { slug: string; retryAfter: number | null };
export type FailureWords = { key: string; minutes: number };

const KNOWN: Readonly<Record<string, string>> = {
  'wrong-credentials': 'wrong',
  'too-many-attempts': 'throttled',
  offline: 'offline',
  'foreign-answer': 'foreign',
  'csrf-failed': 'stale',
  'invalid-request': 'wrong',
};

/** Key under `session.failure`, and the minutes to wait where the server names them. */
export function failureWords({ slug, retryAfter }: SignInFailure): FailureWords {
  return { key: KNOWN[slug] ?? 'server', minutes: Math.max(1, Math.ceil((retryAfter ?? 60) / 60)) };
}

export type CheckState = 'good' | 'warn' | 'bad';
export type Facts = {
  hasWorker: boolean;
  hasStorage: boolean;
  isPersisted: boolean;
  isInstalled: boolean;
  hasCamera: boolean;
  isShortOfRoom: boolean;
};
export type Check = { key: string; state: CheckState };

const either = (key: string, isGood: boolean, otherwise: CheckState): Check => ({
  key,
  state: isGood ? 'good' : otherwise,
});

/** One line per condition; `bad` means that work done offline would not be safe. */
export function readiness(facts: Facts): Check[] {
  return [
    either('worker', facts.hasWorker, 'bad'),
    either('storage', facts.hasStorage, 'bad'),
    either('persist', facts.isPersisted, 'warn'),
    either('room', !facts.isShortOfRoom, 'warn'),
    either('camera', facts.hasCamera, 'warn'),
    either('install', facts.isInstalled, 'warn'),
  ];
}

/** The worst of them speaks for the device. */
export function verdict(checks: readonly Check[]): CheckState {
  if (checks.some(({ state }) => state === 'bad')) return 'bad';
  return checks.some(({ state }) => state === 'warn') ? 'warn' : 'good';
}

type Outcome = { kind: 'sent' } | { kind: 'cancelled' } | { kind: 'blocked'; phase: string };

const OWN_WORDS = ['signed-out', 'retired', 'waiting'];

type Line = { online: boolean; needsAttention: number };

/** All is there but the server's word on the last photos, which comes by itself. */
export const isVerifying = (outcome: Outcome, { needsAttention }: Line): boolean =>
  outcome.kind === 'blocked' && outcome.phase === 'idle' && needsAttention === 0;

/** Key under `session.leave.blocked`: what is in the way of sending all; null where nothing is. */
export function blockedWord(outcome: Outcome, line: Line): string | null {
  if (outcome.kind === 'sent') return line.needsAttention > 0 ? 'attention' : null;
  if (outcome.kind === 'cancelled') return 'cancelled';
  if (!line.online) return 'offline';
  if (isVerifying(outcome, line)) return 'verifying';
  return OWN_WORDS.includes(outcome.phase) ? outcome.phase : 'attention';
}

// How sending stands: one word for it, when it goes on, how far it has come. Pure.

const HOUR_MS = 3_600_000;
/** Photos and text that have waited longer than this deserve a warning. */
const OLD_MS = 24 * HOUR_MS;
/** An estimate from less than this would only jump about. */
const MEASURED_MS = 3_000;

export type LineFacts = {
  phase: string;
  problem: { kind: string; code?: string; cause?: string } | null;
  online: boolean;
  unsent: number;
  isUploading: boolean;
};

export type Standing =
  | 'retired'
  | 'localFault'
  | 'signedOut'
  | 'update'
  | 'offline'
  | 'serverBehind'
  | 'busy'
  | 'portal'
  | 'waiting'
  | 'elsewhere'
  | 'uploading'
  | 'sending'
  | 'idle';

const BUSY = ['pushing', 'pulling', 'uploading'];

const codeIs =
  (code: string) =>
  ({ problem }: LineFacts): boolean =>
    problem?.code === code;
/** A problem of the last round is over once the next one is under way. */
const waitsFor =
  (code: string) =>
  (facts: LineFacts): boolean =>
    facts.phase === 'waiting' && codeIs(code)(facts);
const phaseIs =
  (phase: string) =>
  (facts: LineFacts): boolean =>
    facts.phase === phase;

/** The first that fits speaks. Being offline comes before what the server said last. */
const RULES: readonly [Standing, (facts: LineFacts) => boolean][] = [
  ['retired', phaseIs('retired')],
  ['localFault', codeIs('local-fault')],
  ['signedOut', phaseIs('signed-out')],
  ['update', phaseIs('update')],
  ['offline', ({ online }) => !online],
  ['serverBehind', waitsFor('server-behind')],
  ['busy', ({ phase, problem }) => phase === 'waiting' && problem?.cause === 'busy'],
  ['portal', waitsFor('not-our-server')],
  ['waiting', phaseIs('waiting')],
  ['elsewhere', phaseIs('elsewhere')],
  ['uploading', ({ isUploading }) => isUploading],
  ['sending', ({ phase, unsent }) => unsent > 0 && BUSY.includes(phase)],
];

export const standingOf = (facts: LineFacts): Standing =>
  RULES.find(([, fits]) => fits(facts))?.[0] ?? 'idle';

/** Those that need more than a line: what happened, what to do. */
const TOLD: readonly Standing[] = ['update', 'serverBehind', 'localFault'];
export const needsNotice = (standing: Standing): boolean => TOLD.includes(standing);

/** A try within the minute is told as such: its time would be the present one. */
const SOON_MS = 60_000;
export const isSoon = (retryAt: number, now: number): boolean => retryAt - now < SOON_MS;

export const isOld = (oldest: string | null, now: number): boolean =>
  oldest !== null && now - Date.parse(oldest) > OLD_MS;

/** How much was left at a moment (ms): items and bytes of photos. */
export type Pace = { at: number; items: number; bytes: number };

/** Done and total of this stretch of sending: by bytes where there are photos, else by items. */
export function progressOf(start: Pace, now: Pace): { done: number; total: number } {
  const unit = start.bytes > 0 ? 'bytes' : 'items';
  return { done: Math.max(0, start[unit] - now[unit]), total: start[unit] };
}

/** Seconds until all photos are there, at the pace so far; null while it cannot be told. */
export function secondsLeft(start: Pace, now: Pace): number | null {
  const sent = start.bytes - now.bytes;
  const took = now.at - start.at;
  if (sent <= 0 || took < MEASURED_MS || now.bytes === 0) return null;
  return Math.ceil((now.bytes * took) / sent / 1000);
}

// Phases: what the loop is about, and what a problem makes of it.

import { type Problem, SERVER_BEHIND } from './problems';

export type Phase =
  | 'idle'
  | 'pushing'
  | 'pulling'
  | 'uploading'
  /** Failed; tries again by itself at `retry_at`, or where that is null when somebody looks. */
  | 'waiting'
  /** Another tab syncs. */
  | 'elsewhere'
  | 'signed-out'
  /** The server asks for a newer app; pushes still go. */
  | 'update'
  | 'retired'
  | 'lost'
  | 'stopped';

export interface UploadProgress {
  readonly photo_id: string;
  readonly sent: number;
  readonly size: number;
}

export interface SyncState {
  readonly phase: Phase;
  readonly problem: Problem | null;
  readonly upload: UploadProgress | null;
  /** When the next try is due; only while waiting. */
  readonly retry_at: number | null;
}

export const IDLE: SyncState = { phase: 'idle', problem: null, upload: null, retry_at: null };

export type Reason =
  | 'start'
  | 'online'
  | 'visible'
  | 'button'
  | 'poke'
  | 'signed-in'
  | 'timer'
  | 'write';

/** Reasons to believe that what failed before may work now; a poke comes from a busy server, too. */
const ENCOURAGING: readonly Reason[] = ['start', 'online', 'visible', 'button', 'signed-in'];

export const isEncouraging = (reason: Reason): boolean => ENCOURAGING.includes(reason);

/** A person or another server answer is needed before asking again makes sense. */
export function phaseAfter(problem: Problem): Phase {
  if (problem.kind === 'signed-out') return 'signed-out';
  if (problem.kind === 'too-old') return 'update';
  if (problem.kind === 'revoked') return problem.reason;
  return 'waiting';
}

/** Whether the loop heeds a wake-up in this phase. */
export function heeds({ phase, problem }: SyncState, reason: Reason): boolean {
  if (phase === 'stopped' || phase === 'lost') return false;
  // An administrator may have readmitted the device; its user asks when he has been told so.
  if (phase === 'retired') return reason === 'button';
  if (phase === 'signed-out') return reason === 'signed-in' || reason === 'start';
  // A server that is behind the app still has news for it.
  if (phase === 'waiting' && reason === 'poke') return problem === SERVER_BEHIND;
  if (phase === 'waiting') return isEncouraging(reason);
  return true;
}

// The wire: what push and pull say to the server and hear from it (sync/PROTOCOL.md).

export const PROTOCOL = 1;

export type Json = Record<string, unknown>;

export interface Mutation {
  readonly seq: number;
  readonly uid: string;
  readonly name: string;
  readonly v: number;
  readonly args: Json;
  /** Versions of the rows that the user saw when he acted: "entity/id" → version. */
  readonly base: Record<string, number>;
  readonly deps: readonly string[];
  readonly occurred_at: string;
}

/** What a stale base overwrote or kept; the engine stores it, screens show it. */
export type Conflict = Json;

interface Outcome {
  readonly seq: number;
  readonly uid: string;
}

export interface Applied extends Outcome {
  readonly status: 'applied';
  readonly version: number;
  readonly conflicts: readonly Conflict[];
}

export interface Rejected extends Outcome {
  readonly status: 'rejected';
  readonly code: string;
  readonly title?: string;
  readonly details?: Json;
  /** The first refused mutation of the chain, with code `dependency-rejected`. */
  readonly root_uid?: string;
  /** The row as it stands on the server, so that the user sees what he was refused against. */
  readonly row?: Json | null;
}

export interface Parked extends Outcome {
  readonly status: 'parked';
  readonly code?: string;
  readonly title?: string;
}

export type Result = Applied | Rejected | Parked;

/** Why a push stopped short of its end. What came before it is committed. */
export type Halt =
  | { readonly code: 'client-forked' }
  | { readonly code: 'seq-gap'; readonly expected: number }
  /** The server was restored from a backup since: what that lost comes first. */
  | { readonly code: 'restored' }
  /** The app is newer than the server, which does not know this command yet: keep, try again later. */
  | { readonly code: 'server-behind' }
  | { readonly code: 'transient' };

export interface PushRequest {
  readonly protocol: number;
  readonly client_id: string;
  readonly app: string;
  readonly sent_at: string;
  /** The server's history that is known here; null before the first answer. */
  readonly epoch: string | null;
  readonly mutations: readonly Mutation[];
}

export interface PushResponse {
  /** The history in which this was taken; null where the server could not look. */
  readonly epoch?: string | null;
  readonly last_seq: number;
  readonly server_time: string;
  readonly halt: Halt | null;
  readonly results: readonly Result[];
}

export type Row = Json;

export type Op =
  | readonly ['drop', scope: string]
  | readonly ['put', entity: string, id: string, row: Row, scopes: string[], version: number]
  | readonly ['del', entity: string, id: string];

export type Reset = 'horizon' | 'epoch' | 'view' | 'schema';

export interface PullRequest {
  readonly protocol: number;
  readonly client_id: string;
  readonly cursor: string | null;
  /** Every seq up to here has a stored result on this device. */
  readonly ack: number;
  readonly limit: number;
  readonly app: string;
  /** Seqs of this client that were parked and whose repair is waited for. */
  readonly parked: readonly number[];
  /** Asks for the digest with the last page. */
  readonly check: boolean;
  /** Scopes whose digest did not match: told once, with the pull from null that mends it. */
  readonly repairing: readonly string[];
}

export interface PullResponse {
  readonly ops: readonly Op[];
  readonly cursor: string;
  readonly more: boolean;
  readonly server_time: string;
  readonly reset: Reset | null;
  /** All below come only on the last page. */
  readonly epoch?: string | null;
  /** The data version of the page's snapshot: the base then holds every effect up to there. */
  readonly version?: number | null;
  readonly last_seq?: number;
  readonly results?: readonly Result[];
  /** Scope → 12 hex digits: the sum of the first 48 bits of SHA-256("entity/id@version"), modulo 2^48. */
  readonly digest?: Readonly<Record<string, string>> | null;
}

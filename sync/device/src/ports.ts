// Ports: everything of the outside world that the engine needs, given to it.

import type { Model } from './predictor';
import type { Answer, Problem } from './problems';
import type { Store } from './store';
import type { PullRequest, PushRequest } from './wire';

/** Resolves with any HTTP answer, rejects where there was none. */
export interface Transport {
  push(request: PushRequest): Promise<Answer>;
  pull(request: PullRequest): Promise<Answer>;
}

export interface Clock {
  now(): number;
  /** Now as ISO 8601 with the local offset. */
  instant(): string;
  /** Returns its own cancellation. */
  after(ms: number, wake: () => void): () => void;
}

export interface Ids {
  /** A random UUID. */
  client(): string;
  /** A UUIDv7. */
  uid(): string;
}

/** A number in [0, 1), for jitter only. */
export type Random = () => number;

/** Runs the work only where nobody else syncs; says whether it ran. */
export interface Lock {
  run(work: () => Promise<void>): Promise<boolean>;
}

/**
 * Every body goes through it on its way to and from the disk. Rows are coded inside a transaction and
 * therefore at once; photos' bytes outside of one.
 */
export interface Codec {
  encode(value: unknown): unknown;
  decode(stored: unknown): unknown;
  encodeBytes(bytes: ArrayBuffer): Promise<ArrayBuffer>;
  decodeBytes(stored: ArrayBuffer): Promise<ArrayBuffer>;
}

/**
 * kept: only here · uploaded: the server took it, the row does not say so yet · delivered: the pulled row
 * says `present` · refused: no picture, says the server · blocked: arrives damaged again and again.
 */
export type BlobState = 'kept' | 'uploaded' | 'delivered' | 'refused' | 'blocked';

export interface BlobInfo {
  readonly photo_id: string;
  readonly type: string;
  readonly size: number;
  readonly state: BlobState;
  readonly tries: number;
  readonly code: string | null;
  readonly delivered_at: number | null;
}

export interface BlobStore {
  list(): Promise<BlobInfo[]>;
  bytes(photo_id: string): Promise<ArrayBuffer | undefined>;
  patch(photo_id: string, changes: Partial<Omit<BlobInfo, 'photo_id'>>): Promise<void>;
  remove(photo_id: string): Promise<void>;
}

export type UploadOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-attached' }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'refused'; readonly code: string }
  | Problem;

export interface Upload {
  readonly photo_id: string;
  /** Which device sends it: an upload of a revoked one is refused. */
  readonly client_id: string;
  readonly type: string;
  readonly bytes: ArrayBuffer;
  progress(sent: number): void;
}

/** Sends one photo, from where an earlier try left off. Never rejects. */
export interface Uploader {
  upload(upload: Upload): Promise<UploadOutcome>;
}

/** What writing to the outbox needs. */
export interface Kit {
  readonly store: Store;
  readonly model: Model;
  readonly ids: Ids;
  readonly clock: Clock;
}

export interface SyncKit extends Kit {
  readonly transport: Transport;
  readonly blobs: BlobStore;
  readonly uploader: Uploader;
  readonly lock: Lock;
  readonly random: Random;
  /** Whether photos' bytes may go over the line as it is now; always where it is not said. */
  readonly mayUpload?: () => boolean;
  /** Version of the app, told to the server. */
  readonly app: string;
  /** When this run of the app began, ms: the first pull of each run compares digests. */
  readonly started_at?: number;
  /** How often to compare digests after that, ms; an hour where it is not said. */
  readonly checkEveryMs?: number;
  /** How many rows one transaction may write while a large pull is prepared. */
  readonly stepRows?: number;
}

export interface Listener {
  /** This user's rows have changed on the server, or his device was revoked. */
  poked(): void;
  /** Pokes come; or they come no longer, or could not be had. */
  opened(isOpen: boolean): void;
}

/** Tells at once what a timer would find out later. Listens until the returned function is called. */
export interface Poke {
  subscribe(listener: Listener): () => void;
}

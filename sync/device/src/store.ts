// The Store port: what the engine keeps on the device, and the one transaction that it is kept in.

import type { Json, Reset, Result, Row } from './wire';

/**
 * pending: never sent · sending: sent at least once, so the server may have it · settled: applied, its
 * effect not yet pulled · refused, parked: answered by the server, waiting for a person.
 */
export type EntryState = 'pending' | 'sending' | 'settled' | 'refused' | 'parked';

/** What a discarded mutation was before it became a `noop`. */
export interface Original {
  readonly name: string;
  readonly v: number;
  readonly args: Json;
  readonly base: Record<string, number>;
  readonly deps: readonly string[];
}

export interface OutboxEntry {
  /** Order of making; never renumbered, unlike seq. */
  readonly n: number;
  readonly uid: string;
  readonly client_id: string;
  readonly seq: number;
  readonly name: string;
  readonly v: number;
  readonly args: Json;
  readonly base: Record<string, number>;
  readonly deps: readonly string[];
  readonly occurred_at: string;
  readonly state: EntryState;
  readonly tries: number;
  readonly result: Result | null;
  /** Why its prediction failed at the last replay; the mutation itself is not touched by that. */
  readonly fault: string | null;
  /** Rows that it wrote and their parents, as "entity/id". */
  readonly about: readonly string[];
  readonly original: Original | null;
  /** Set where the engine, not the user, made it a noop: the network takes nothing that large. */
  readonly set_aside: 'too-large' | null;
  /** Set when it moves to the archive. */
  readonly settled_at: number | null;
}

export interface RowKey {
  readonly entity: string;
  readonly id: string;
}

export interface BaseRow extends RowKey {
  readonly parent: string | null;
  readonly row: Row;
  readonly scopes: string[];
  readonly version: number;
}

/** What tells one state of a row from another, without its content. */
export type RowHead = Pick<BaseRow, 'entity' | 'id' | 'scopes' | 'version'>;

export interface OverlayRow extends RowKey {
  readonly parent: string | null;
  /** null: removed by a mutation that is still on its way. */
  readonly row: Row | null;
  readonly created_by: string | null;
  readonly writers: string[];
}

/** A pull in progress: survives a kill between two pages. */
export interface Pulling {
  readonly cursor: string | null;
  /** The base is to be replaced, not amended. */
  readonly fresh: boolean;
  readonly reset: Reset | null;
  /** Scopes whose digest did not match: why everything is pulled anew. */
  readonly repairing?: readonly string[];
}

/** What the server has confirmed lately: "服务器已核对 1 单 12 图 14:03". */
export interface Receipt {
  readonly at: number;
  readonly about: readonly string[];
  readonly photos: number;
}

/** Where base and server differ, as the digest tells. */
export interface Mismatch {
  readonly scopes: readonly string[];
  /** When it was found, ms. */
  readonly at: number;
}

/** The server takes nothing from this device any more; its user decides what becomes of what is here. */
export interface Retirement {
  readonly at: number;
  /** When the user last took all that is unsent into a file; null: not yet. */
  readonly exported_at: number | null;
}

export interface Meta {
  client_id: string;
  next_seq: number;
  next_n: number;
  cursor: string;
  /** The server's history that is known here. */
  epoch: string;
  /** What that history may lack lies in the outbox again; until a pull is through. */
  recovered: boolean;
  pulling: Pulling;
  /** Whose rows lie in `next`. */
  preparing: string;
  receipt: Receipt;
  synced_at: number;
  skew_ms: number;
  /** When the base was last compared with the server's digest, ms. */
  checked_at: number;
  /** The last mismatch that was mended by pulling everything anew. */
  repair: Mismatch;
  /** A mismatch that pulling anew did not mend. */
  digest_fault: Mismatch;
  retirement: Retirement;
}

export interface MetaTable {
  get<K extends keyof Meta>(key: K): Promise<Meta[K] | undefined>;
  set<K extends keyof Meta>(key: K, value: Meta[K]): Promise<void>;
  remove(key: keyof Meta): Promise<void>;
}

/** Entries by n, listed in the order of n. */
export interface Entries {
  get(n: number): Promise<OutboxEntry | undefined>;
  byUid(uid: string): Promise<OutboxEntry | undefined>;
  list(): Promise<OutboxEntry[]>;
  put(entries: readonly OutboxEntry[]): Promise<void>;
  remove(ns: readonly number[]): Promise<void>;
}

/** Rows by (entity, id), listed in the order of id. */
export interface Rows<R extends RowKey> {
  get(entity: string, id: string): Promise<R | undefined>;
  /** Those of these that there are, in no order. */
  many(keys: readonly RowKey[]): Promise<R[]>;
  list(entity: string, parent?: string): Promise<R[]>;
  put(rows: readonly R[]): Promise<void>;
  remove(keys: readonly RowKey[]): Promise<void>;
  clear(): Promise<void>;
}

export interface BaseRows extends Rows<BaseRow> {
  withScope(scope: string): Promise<BaseRow[]>;
  /** All rows, without decoding their content. */
  heads(): Promise<RowHead[]>;
  /** The next rows after this one in the order of (entity, id); null: from the first. */
  page(after: RowKey | null, limit: number): Promise<BaseRow[]>;
}

/** A place beside the base, in which the next one is prepared. */
export interface NextBase extends BaseRows {
  /** What lies here becomes the base; what was the base is forgotten. */
  use(): Promise<void>;
}

/** Pages of a pull whose last page has not come yet, in order of arrival. */
export interface Staged<P> {
  append(page: P): Promise<void>;
  list(): Promise<P[]>;
  clear(): Promise<void>;
}

export interface Tx {
  readonly meta: MetaTable;
  readonly outbox: Entries;
  /** Answered mutations, kept 7 days so that a restored server can be told again. */
  readonly sent: Entries;
  readonly base: BaseRows;
  /** Null where the store has no such place; then every pull is written at once. */
  readonly next: NextBase | null;
  readonly overlay: Rows<OverlayRow>;
  readonly staged: Staged<readonly unknown[]>;
}

/**
 * All or nothing, one writer at a time, durable when the promise resolves. Inside, await nothing but the
 * transaction: an IndexedDB transaction ends at the first await on anything else.
 */
export interface Store {
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

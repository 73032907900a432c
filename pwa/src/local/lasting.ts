// Lasting calls: a lost IndexedDB connection is reopened and the call made again, then reported.

import { StorageFull, StorageLost } from '@device/faults';
import type Dexie from 'dexie';

const TRIES = 3;

const LOST = [
  'DatabaseClosedError',
  'InvalidStateError',
  'UnknownError',
  'AbortError',
  'OpenFailedError',
];

function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = (error as Error & { inner?: unknown }).inner;
  return [error.name, ...(inner === error ? [] : namesOf(inner))];
}

const isFull = (error: unknown): boolean => namesOf(error).includes('QuotaExceededError');

const isLost = (error: unknown): boolean =>
  !isFull(error) && namesOf(error).some((name) => LOST.includes(name));

function told(error: unknown): unknown {
  if (isFull(error)) return new StorageFull('storage is full', { cause: error });
  if (isLost(error)) return new StorageLost('storage is lost', { cause: error });
  return error;
}

interface Connection {
  /** How often it has been reopened. */
  count: number;
  underway: Promise<void> | null;
  /** Closed on purpose: whoever still works with it must not bring it back. */
  isEnded: boolean;
}

const connections = new WeakMap<Dexie, Connection>();

function connectionOf(database: Dexie): Connection {
  const known = connections.get(database);
  if (known) return known;
  const fresh: Connection = { count: 0, underway: null, isEnded: false };
  connections.set(database, fresh);
  return fresh;
}

/** Closes for good: a call that comes later, or is under way, fails with `StorageLost`. */
export function endConnection(database: Dexie): void {
  connectionOf(database).isEnded = true;
  database.close();
}

/** One reopening at a time, and none for a call that began before the last one: it would end others' work. */
async function reopen(database: Dexie, connection: Connection, seen: number): Promise<void> {
  if (connection.count === seen && !connection.isEnded) {
    connection.underway ??= (async () => {
      database.close();
      await database.open();
      connection.count += 1;
    })().finally(() => {
      connection.underway = null;
    });
  }
  await connection.underway;
}

type Work<T> = () => PromiseLike<T>;

/** `work` must be able to run again: its first commit may have succeeded unheard. */
export async function lasting<T>(database: Dexie, work: Work<T>, left = TRIES - 1): Promise<T> {
  const connection = connectionOf(database);
  if (connection.isEnded) throw new StorageLost('the connection was ended');
  const seen = connection.count;
  try {
    return await work();
  } catch (error) {
    if (!isLost(error) || left === 0) throw told(error);
  }
  // What keeps it from opening is met again, and told, by the next try.
  await reopen(database, connection, seen).catch(() => undefined);
  return lasting(database, work, left - 1);
}

// Lasting calls: a lost IndexedDB connection is reopened and the call made once more, then reported.

import type Dexie from 'dexie';

/** Local storage does not answer, even after reopening; there is no fallback that could keep work. */
export class StorageLost extends Error {
  override readonly name = 'StorageLost';
}

/** Local storage is full. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

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

async function again<T>(database: Dexie, work: () => PromiseLike<T>): Promise<T> {
  try {
    database.close();
    await database.open();
    return await work();
  } catch (error) {
    throw told(error);
  }
}

/** `work` must be able to run twice: its first commit may have succeeded unheard. */
export async function lasting<T>(database: Dexie, work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isLost(error)) return again(database, work);
    throw told(error);
  }
}

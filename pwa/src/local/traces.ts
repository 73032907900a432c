// Traces: the little that is kept beside the databases, and that tells after an eviction what was here.

const WORKED = 'ducha-worked-';
const EVICTED = 'ducha-evicted';

/** Where the browser keeps nothing, there is nothing to tell either. */
function attempt<T>(work: (storage: Storage) => T): T | null {
  try {
    return work(localStorage);
  } catch {
    return null;
  }
}

const keys = (): string[] => attempt((storage) => Object.keys(storage)) ?? [];

/** This user's database is here from now on. */
export function traceWorked(user_id: string): void {
  attempt((storage) => storage.setItem(`${WORKED}${user_id}`, '1'));
}

export function forgetWorked(user_id: string): void {
  attempt((storage) => storage.removeItem(`${WORKED}${user_id}`));
}

export const hasWorked = (user_id: string): boolean => keys().includes(`${WORKED}${user_id}`);

/** Users whose database was here. */
export const workedHere = (): string[] =>
  keys()
    .filter((key) => key.startsWith(WORKED))
    .map((key) => key.slice(WORKED.length));

/** Until the user has read it, however often he starts the app. */
export function traceEvicted(isEvicted: boolean): void {
  attempt((storage) => (isEvicted ? storage.setItem(EVICTED, '1') : storage.removeItem(EVICTED)));
}

export const isEvictedTraced = (): boolean => keys().includes(EVICTED);

const beatKey = (name: string): string => `${name}-beat`;

/** The tab that syncs this database is alive. */
export function traceBeat(name: string): void {
  attempt((storage) => storage.setItem(beatKey(name), String(Date.now())));
}

/** When the last one was, ms; 0: never. */
export const lastBeat = (name: string): number =>
  Number(attempt((storage) => storage.getItem(beatKey(name))) ?? 0);

/** All that names the user of this database. */
export function forgetTraces(user_id: string, name: string): void {
  forgetWorked(user_id);
  attempt((storage) => storage.removeItem(beatKey(name)));
}

// Storage: whether it may be relied on, and whether it has room.

/** Kept free for the outbox, so that text can be saved when no photo can be any more. */
const RESERVE_BYTES = 30 * 1024 * 1024;

export interface Room {
  readonly free: number | null;
  readonly quota: number | null;
}

/** Null where the browser does not tell. */
export async function roomLeft(): Promise<Room> {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota === undefined || usage === undefined) return { free: null, quota: null };
  return { free: quota - usage, quota };
}

/** Whether that many bytes may be stored without touching the outbox's reserve. */
export async function hasRoomFor(bytes: number): Promise<boolean> {
  const { free } = await roomLeft();
  return free === null || free - bytes > RESERVE_BYTES;
}

/** Below 200 MB or a fifth of the quota the user is warned. */
export function isShort({ free, quota }: Room): boolean {
  return free !== null && quota !== null && (free < 200 * 1024 * 1024 || free < quota / 5);
}

/** Asks the browser not to evict what is stored; false where it may still do so. */
export async function askToPersist(): Promise<boolean> {
  if (await navigator.storage?.persisted?.()) return true;
  return (await navigator.storage?.persist?.()) ?? false;
}

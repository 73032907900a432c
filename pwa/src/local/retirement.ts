// Retirement: the server takes nothing from this device any more; what is here waits for its user's choice.

import type { Retirement, Tx } from '@device/store';
import { currentLocal, local } from './context';

/** What is done on a retired device would go nowhere; it is refused before it is done. */
export class DeviceRetired extends Error {
  override readonly name = 'DeviceRetired';
}

export const readRetirement = async (): Promise<Retirement | null> =>
  (await local().store.read((tx) => tx.meta.get('retirement'))) ?? null;

/** Remembered, since the next start may be offline. */
export async function noteRetired(): Promise<void> {
  await currentLocal.value?.store.write(async (tx) => {
    const known = await tx.meta.get('retirement');
    if (!known) await tx.meta.set('retirement', { at: Date.now(), exported_at: null });
  });
}

/** The server takes its work again: an administrator has undone it. */
export async function noteReadmitted(): Promise<void> {
  const here = currentLocal.value;
  if (!here || !(await readRetirement())) return;
  await here.store.write((tx) => tx.meta.remove('retirement'));
}

export async function noteExported(): Promise<void> {
  await local().store.write(async (tx) => {
    const known = await tx.meta.get('retirement');
    if (known) await tx.meta.set('retirement', { ...known, exported_at: Date.now() });
  });
}

export async function refuseOnRetired(tx: Tx): Promise<void> {
  if (await tx.meta.get('retirement')) throw new DeviceRetired();
}

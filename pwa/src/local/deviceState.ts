// Device state: what this browser remembers whoever is signed in.

import { codec } from './codec';
import { deviceDatabase } from './database';
import { lasting } from './lasting';

export const device = deviceDatabase();

export async function readState<T>(key: string): Promise<T | undefined> {
  const found = await lasting(device, () => device.state.get(key));
  return found && (codec.decode(found.body) as T);
}

export async function saveState(key: string, value: unknown): Promise<void> {
  await lasting(device, () => device.state.put({ key, body: codec.encode(value) }));
}

// Drafts: where the user was (open item, camera intent, scroll), kept at once, since the system may end
// the page while its camera is open.

import { codec } from './codec';
import { local } from './context';
import { lasting } from './lasting';

export async function readDraft<T>(key: string): Promise<T | undefined> {
  const { database } = local();
  const found = await lasting(database, () => database.drafts.get(key));
  return found && (codec.decode(found.body) as T);
}

export async function saveDraft<T>(key: string, value: T): Promise<void> {
  const { database } = local();
  const body = codec.encode(JSON.parse(JSON.stringify(value)));
  await lasting(database, () => database.drafts.put({ key, body }));
}

export async function forgetDraft(key: string): Promise<void> {
  const { database } = local();
  await lasting(database, () => database.drafts.delete(key));
}

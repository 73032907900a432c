// Wiping: nothing of a user stays on this device. Cut off in the middle, it goes on at the next start.

import Dexie from 'dexie';
import { forgetAccount } from './accounts';
import { closeLocal, currentLocal } from './context';
import { localName, photosName } from './database';
import { readState, saveState } from './deviceState';
import { forgetKey } from './keyPlace';
import { forgetTraces } from './traces';

/** A tab that is frozen may keep a database from being deleted; it is empty by then. */
const PATIENCE_MS = 5_000;

interface Marked {
  readonly id: string;
  readonly org: string;
}

const MARKS = 'wiping';

const marked = async (): Promise<Marked[]> => (await readState<Marked[]>(MARKS)) ?? [];

async function unmark({ id }: Marked): Promise<void> {
  await saveState(
    MARKS,
    (await marked()).filter((its) => its.id !== id),
  );
}

async function mark(user: Marked): Promise<void> {
  await unmark(user);
  await saveState(MARKS, [...(await marked()), { id: user.id, org: user.org }]);
}

/** Deleting waits for every connection to be closed, emptying does not. */
async function emptied(name: string): Promise<void> {
  if (!(await Dexie.exists(name))) return;
  const database = await new Dexie(name).open();
  const { tables } = database;
  await database.transaction('rw', tables, () => Promise.all(tables.map((its) => its.clear())));
  database.close();
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Resolves when nothing can be read any more, at the latest after a few seconds; a database that another
 * tab keeps open goes as soon as that tab lets it. Other tabs hear of it by the deletion itself.
 */
export async function wipeUser(user: Marked, patience = PATIENCE_MS): Promise<void> {
  const names = [localName(user.org, user.id), photosName(user.id)];
  const step = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);
  // A step that fails must not spare the ones after it.
  await step(mark(user));
  // First of all: with his databases closed the sign-in page shows, and it looks into those of all who are
  // still known here, which would make an empty one anew.
  await step(forgetAccount(user.id));
  await step(forgetKey(user.id));
  if (currentLocal.value?.user.id === user.id) closeLocal();
  forgetTraces(user.id, localName(user.org, user.id));
  const gone = Promise.all(names.map((name) => step(emptied(name)).then(() => Dexie.delete(name))));
  const settled = gone.then(() => unmark(user));
  await Promise.race([step(settled), wait(patience)]);
}

/** Called at the start, before anything is read. */
export async function finishWiping(): Promise<void> {
  for (const user of await marked()) await wipeUser(user);
}

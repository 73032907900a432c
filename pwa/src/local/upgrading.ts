// Upgrading: a database is brought up to date before it is used; where that fails it is used as it is.

import Dexie from 'dexie';
import { type Ref, ref } from 'vue';
import {
  connect,
  holdBack,
  LOCAL_VERSIONS,
  localName,
  PHOTO_VERSIONS,
  photosName,
  type Version,
} from './database';

const failed = ref(false);

/** "更新本机数据未成功，数据安全": an upgrade threw; the app goes on with what is stored as it was. */
export const hasUpdateFailed: Readonly<Ref<boolean>> = failed;

/** The version that is stored; null where nothing is. */
async function storedVersion(name: string): Promise<number | null> {
  if (!(await Dexie.exists(name))) return null;
  const database = await new Dexie(name).open();
  const { verno } = database;
  database.close();
  return verno;
}

async function opens(name: string, versions: readonly Version[]): Promise<boolean> {
  const database = connect(name, versions);
  try {
    await database.open();
    return true;
  } catch {
    return false;
  } finally {
    database.close();
  }
}

/** Never deletes: an upgrade that throws is rolled back, and what was there before can be opened. */
export async function upgraded(name: string, versions: readonly Version[]): Promise<void> {
  if (versions.length === 1) return;
  const stored = await storedVersion(name);
  const newest = versions.at(-1)?.number ?? 0;
  if (stored === null || stored >= newest) return;
  holdBack(name, undefined);
  if (await opens(name, versions)) return;
  holdBack(name, stored);
  failed.value = true;
}

export async function prepareUpdate(user: { readonly id: string; readonly org: string }) {
  await upgraded(localName(user.org, user.id), LOCAL_VERSIONS);
  await upgraded(photosName(user.id), PHOTO_VERSIONS);
}

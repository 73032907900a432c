// IndexedDB: one database a user for rows and outbox, one for his photos, one a device for accounts.

import Dexie, { type Table } from 'dexie';

/** The body is what the codec made; only what must be found stands beside it. */
export interface Coded {
  readonly body: unknown;
}

export interface StoredRow extends Coded {
  readonly entity: string;
  readonly id: string;
  readonly parent?: string;
  readonly scopes?: string[];
}

interface LocalTables {
  readonly meta: Table<Coded & { key: string }, string>;
  readonly outbox: Table<Coded & { n: number; uid: string }, number>;
  readonly sent: Table<Coded & { n: number; uid: string }, number>;
  readonly base: Table<StoredRow, [string, string]>;
  readonly overlay: Table<StoredRow, [string, string]>;
  readonly staged: Table<Coded & { n?: number }, number>;
  readonly drafts: Table<Coded & { key: string }, string>;
}

export type LocalDatabase = Dexie & LocalTables;

export interface StoredBytes {
  readonly photo_id: string;
  readonly bytes: ArrayBuffer;
  readonly thumb: ArrayBuffer | null;
}

interface PhotoTables {
  /** Apart from the bytes, so that a list of photos doesn't load them all. */
  readonly infos: Table<Coded & { photo_id: string }, string>;
  readonly bytes: Table<StoredBytes, string>;
}

export type PhotoDatabase = Dexie & PhotoTables;

interface DeviceTables {
  readonly accounts: Table<Coded & { user_id: string }, string>;
  readonly state: Table<Coded & { key: string }, string>;
}

export type DeviceDatabase = Dexie & DeviceTables;

/** 已存本机 has to hold when the battery dies: commits wait for the disk. */
const open = (name: string): Dexie => new Dexie(name, { chromeTransactionDurability: 'strict' });

/**
 * No later version may ever rewrite `outbox` or `sent` in an upgrade: an upgrade that throws must leave
 * unsent work as it was. A row that is read in an old shape is understood where it is read.
 */
export function localDatabase(org: string, user_id: string): LocalDatabase {
  const database = open(`ducha-${org}-${user_id}`) as LocalDatabase;
  database.version(1).stores({
    meta: 'key',
    outbox: 'n, &uid',
    sent: 'n, &uid',
    base: '[entity+id], [entity+parent], *scopes',
    overlay: '[entity+id], [entity+parent]',
    staged: '++n',
    drafts: 'key',
  });
  return database;
}

export function photoDatabase(user_id: string): PhotoDatabase {
  const database = open(`ducha-photos-${user_id}`) as PhotoDatabase;
  database.version(1).stores({ infos: 'photo_id', bytes: 'photo_id' });
  return database;
}

export function deviceDatabase(): DeviceDatabase {
  const database = open('ducha-device') as DeviceDatabase;
  database.version(1).stores({ accounts: 'user_id', state: 'key' });
  return database;
}

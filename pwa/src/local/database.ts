// IndexedDB: one database a user for rows and outbox, one for his photos, one a device for accounts.

import Dexie, { type Table, type Transaction } from 'dexie';

/** The body is what the codec made; only what must be found stands beside it. */
export interface Coded {
  readonly body: unknown;
}

export interface StoredRow extends Coded {
  readonly entity: string;
  readonly id: string;
  readonly parent?: string;
  readonly scopes?: string[];
  readonly version?: number;
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

/** The tables of a database as of one version; `upgrade` brings what an earlier version stored up to it. */
export interface Version {
  readonly number: number;
  readonly stores: Readonly<Record<string, string>>;
  readonly upgrade?: (transaction: Transaction) => Promise<void>;
}

/**
 * No later version may ever rewrite `outbox` or `sent` in an upgrade: an upgrade that throws must leave
 * unsent work as it was. A row that is read in an old shape is understood where it is read. What a later
 * version adds may be missing: where its upgrade fails the app goes on with the version before.
 */
export const LOCAL_VERSIONS: readonly Version[] = [
  {
    number: 1,
    stores: {
      meta: 'key',
      outbox: 'n, &uid',
      sent: 'n, &uid',
      base: '[entity+id], [entity+parent], *scopes',
      overlay: '[entity+id], [entity+parent]',
      staged: '++n',
      drafts: 'key',
    },
  },
  // Takes turns with `base`, so that a large pull can be laid out beside what is in use.
  { number: 2, stores: { spare: '[entity+id], [entity+parent], *scopes' } },
];

export const PHOTO_VERSIONS: readonly Version[] = [
  { number: 1, stores: { infos: 'photo_id', bytes: 'photo_id' } },
];

const DEVICE_VERSIONS: readonly Version[] = [
  { number: 1, stores: { accounts: 'user_id', state: 'key' } },
];

export const localName = (org: string, user_id: string): string => `ducha-${org}-${user_id}`;

export const photosName = (user_id: string): string => `ducha-photos-${user_id}`;

const heldBack = new Map<string, number>();

/** From now on this database is opened as of an earlier version; undefined: as of the newest again. */
export function holdBack(name: string, version: number | undefined): void {
  if (version === undefined) heldBack.delete(name);
  else heldBack.set(name, version);
}

/** A connection to a database of these versions, up to the one that it is held back at. */
export function connect(name: string, versions: readonly Version[]): Dexie {
  // 已存本机 has to hold when the battery dies: commits wait for the disk.
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' });
  const limit = heldBack.get(name) ?? Number.POSITIVE_INFINITY;
  for (const { number, stores, upgrade } of versions.filter((its) => its.number <= limit)) {
    const version = database.version(number).stores({ ...stores });
    if (upgrade) version.upgrade(upgrade);
  }
  return database;
}

export const localDatabase = (org: string, user_id: string): LocalDatabase =>
  connect(localName(org, user_id), LOCAL_VERSIONS) as LocalDatabase;

export const photoDatabase = (user_id: string): PhotoDatabase =>
  connect(photosName(user_id), PHOTO_VERSIONS) as PhotoDatabase;

export const deviceDatabase = (): DeviceDatabase =>
  connect('ducha-device', DEVICE_VERSIONS) as DeviceDatabase;

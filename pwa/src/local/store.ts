// The Store port over IndexedDB.

import type { Codec } from '@device/ports';
import type {
  BaseRow,
  BaseRows,
  Entries,
  Meta,
  MetaTable,
  OutboxEntry,
  OverlayRow,
  RowKey,
  Rows,
  Staged,
  Store,
  Tx,
} from '@device/store';
import Dexie, { type Table, type Transaction } from 'dexie';
import type { Coded, LocalDatabase, StoredRow } from './database';
import { lasting } from './lasting';

type CodedEntry = Coded & { n: number; uid: string };

function metaTable(table: LocalDatabase['meta'], codec: Codec): MetaTable {
  return {
    async get<K extends keyof Meta>(key: K) {
      const found = await table.get(key);
      return found && (codec.decode(found.body) as Meta[K]);
    },
    async set(key, value) {
      await table.put({ key, body: codec.encode(value) });
    },
    remove: (key) => table.delete(key),
  };
}

function entries(table: Table<CodedEntry, number>, codec: Codec): Entries {
  const decode = (found: CodedEntry): OutboxEntry => codec.decode(found.body) as OutboxEntry;
  const encode = (entry: OutboxEntry): CodedEntry => {
    const { n, uid } = entry;
    return { n, uid, body: codec.encode(entry) };
  };
  return {
    async get(n) {
      const found = await table.get(n);
      return found && decode(found);
    },
    async byUid(uid) {
      const found = await table.get({ uid });
      return found && decode(found);
    },
    async list() {
      return (await table.toArray()).map(decode);
    },
    async put(list) {
      await table.bulkPut(list.map(encode));
    },
    remove: (ns) => table.bulkDelete([...ns]),
  };
}

/** A parent of null cannot be a key: the field is left out, and with it the row out of that index. */
function encodeRow(row: BaseRow | OverlayRow, codec: Codec): StoredRow {
  const { entity, id, parent } = row;
  return {
    ...{ entity, id, body: codec.encode(row) },
    ...(parent === null ? {} : { parent }),
    ...('scopes' in row ? { scopes: row.scopes } : {}),
  };
}

function rows<R extends BaseRow | OverlayRow>(table: LocalDatabase['base'], codec: Codec): Rows<R> {
  const decode = (found: StoredRow): R => codec.decode(found.body) as R;
  const of = (entity: string, parent?: string) =>
    parent === undefined
      ? table.where('[entity+id]').between([entity, Dexie.minKey], [entity, Dexie.maxKey])
      : table.where('[entity+parent]').equals([entity, parent]);
  return {
    async get(entity, id) {
      const found = await table.get([entity, id]);
      return found && decode(found);
    },
    async list(entity, parent) {
      return (await of(entity, parent).toArray()).map(decode);
    },
    async put(list) {
      await table.bulkPut(list.map((row) => encodeRow(row, codec)));
    },
    remove: (keys: readonly RowKey[]) =>
      table.bulkDelete(keys.map(({ entity, id }): [string, string] => [entity, id])),
    clear: () => table.clear(),
  };
}

function baseRows(table: LocalDatabase['base'], codec: Codec): BaseRows {
  return {
    ...rows<BaseRow>(table, codec),
    async withScope(scope) {
      const found = await table.where('scopes').equals(scope).toArray();
      return found.map((row) => codec.decode(row.body) as BaseRow);
    },
  };
}

function staged(table: LocalDatabase['staged'], codec: Codec): Staged<readonly unknown[]> {
  return {
    async append(page) {
      await table.add({ body: codec.encode(page) });
    },
    async list() {
      return (await table.toArray()).map(({ body }) => codec.decode(body) as readonly unknown[]);
    },
    clear: () => table.clear(),
  };
}

/**
 * Tables bound to the transaction itself. Dexie's own way, by the zone in which a call is made, loses the
 * transaction at the first await on a plain promise between two calls; the engine knows no zones.
 */
function bind(transaction: Transaction, codec: Codec): Tx {
  const table = <K extends keyof LocalDatabase>(name: K & string): LocalDatabase[K] =>
    transaction.table(name) as unknown as LocalDatabase[K];
  return {
    meta: metaTable(table('meta'), codec),
    outbox: entries(table('outbox'), codec),
    sent: entries(table('sent'), codec),
    base: baseRows(table('base'), codec),
    overlay: rows<OverlayRow>(table('overlay'), codec),
    staged: staged(table('staged'), codec),
  };
}

const TABLES = ['meta', 'outbox', 'sent', 'base', 'overlay', 'staged'];

export class DexieStore implements Store {
  constructor(
    private readonly database: LocalDatabase,
    private readonly codec: Codec,
  ) {}

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run('r', work);
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run('rw', work);
  }

  private run<T>(mode: 'r' | 'rw', work: (tx: Tx) => Promise<T>): Promise<T> {
    return lasting(this.database, () =>
      this.database.transaction(mode, TABLES, (transaction) => work(bind(transaction, this.codec))),
    );
  }
}

// The Store port over IndexedDB.

import type { Codec } from '@device/ports';
import type {
  Entries,
  Meta,
  MetaTable,
  OutboxEntry,
  OverlayRow,
  Staged,
  Store,
  Tx,
} from '@device/store';
import type { Table, Transaction } from 'dexie';
import type { Coded, LocalDatabase } from './database';
import { lasting } from './lasting';
import { bases, placed, rowsIn } from './rowTables';

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
    overlay: rowsIn<OverlayRow>(placed(table('overlay')), codec),
    ...bases(transaction, codec),
    staged: staged(table('staged'), codec),
  };
}

const TABLES = ['meta', 'outbox', 'sent', 'base', 'spare', 'overlay', 'staged'];

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
    const known = new Set(this.database.tables.map(({ name }) => name));
    const tables = TABLES.filter((name) => known.has(name));
    return lasting(this.database, () =>
      this.database.transaction(mode, tables, (transaction) => work(bind(transaction, this.codec))),
    );
  }
}

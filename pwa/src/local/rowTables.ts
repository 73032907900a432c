// Rows in IndexedDB: base and overlay, and the two tables that take turns as the base.

import type { Codec } from '@device/ports';
import type { BaseRow, BaseRows, OverlayRow, RowHead, RowKey, Rows, Tx } from '@device/store';
import Dexie, { type PromiseExtended, type Transaction } from 'dexie';
import type { LocalDatabase, StoredRow } from './database';

/** A parent of null cannot be a key: the field is left out, and with it the row out of that index. */
function encodeRow(row: BaseRow | OverlayRow, codec: Codec): StoredRow {
  const { entity, id, parent } = row;
  return {
    ...{ entity, id, body: codec.encode(row) },
    ...(parent === null ? {} : { parent }),
    ...('scopes' in row ? { scopes: row.scopes, version: row.version } : {}),
  };
}

type RowTable = LocalDatabase['base'];
/**
 * Which table it is may have to be read first. A promise of Dexie's own: a live query goes blind at the
 * first await on a plain one.
 */
type Place = () => PromiseExtended<RowTable>;

export const placed = (table: RowTable): Place => {
  const found = Dexie.Promise.resolve(table);
  return () => found;
};

const pairOf = ({ entity, id }: RowKey): [string, string] => [entity, id];

export function rowsIn<R extends BaseRow | OverlayRow>(place: Place, codec: Codec): Rows<R> {
  const decode = (found: StoredRow): R => codec.decode(found.body) as R;
  const of = (table: RowTable, entity: string, parent?: string) =>
    parent === undefined
      ? table.where('[entity+id]').between([entity, Dexie.minKey], [entity, Dexie.maxKey])
      : table.where('[entity+parent]').equals([entity, parent]);
  return {
    async get(entity, id) {
      const found = await (await place()).get([entity, id]);
      return found && decode(found);
    },
    async many(keys) {
      const found = await (await place()).bulkGet(keys.map(pairOf));
      return found.flatMap((its) => (its ? [decode(its)] : []));
    },
    async list(entity, parent) {
      return (await of(await place(), entity, parent).toArray()).map(decode);
    },
    async put(list) {
      await (await place()).bulkPut(list.map((row) => encodeRow(row, codec)));
    },
    remove: async (keys) => (await place()).bulkDelete(keys.map(pairOf)),
    clear: async () => (await place()).clear(),
  };
}

/** Rows that an earlier version of the app stored have their version in the body only. */
function headOf({ entity, id, scopes = [], version, body }: StoredRow, codec: Codec): RowHead {
  return { entity, id, scopes, version: version ?? (codec.decode(body) as BaseRow).version };
}

function baseRows(place: Place, codec: Codec): BaseRows {
  const decode = (found: StoredRow): BaseRow => codec.decode(found.body) as BaseRow;
  return {
    ...rowsIn<BaseRow>(place, codec),
    async heads() {
      return (await (await place()).toArray()).map((found) => headOf(found, codec));
    },
    async page(after, limit) {
      const table = await place();
      const rest = after
        ? table.where('[entity+id]').above(pairOf(after))
        : table.orderBy('[entity+id]');
      return (await rest.limit(limit).toArray()).map(decode);
    },
    async withScope(scope) {
      return (await (await place()).where('scopes').equals(scope).toArray()).map(decode);
    },
  };
}

/** The two tables that take turns as the base; which one it is now stands in `meta`. */
class Turns {
  private current: PromiseExtended<string> | undefined;

  constructor(
    private readonly meta: LocalDatabase['meta'],
    private readonly tables: readonly [RowTable, RowTable],
  ) {}

  readonly base: Place = () => this.now().then((now) => this.tables[now === 'spare' ? 1 : 0]);

  readonly next: Place = () => this.now().then((now) => this.tables[now === 'spare' ? 0 : 1]);

  async swap(): Promise<void> {
    const former = await this.base();
    const now = (await this.now()) === 'spare' ? 'base' : 'spare';
    await this.meta.put({ key: BASE_IN, body: now });
    this.current = Dexie.Promise.resolve(now);
    await former.clear();
  }

  private now(): PromiseExtended<string> {
    this.current ??= this.find();
    return this.current;
  }

  private find(): PromiseExtended<string> {
    return this.meta.get(BASE_IN).then((found) => String(found?.body ?? 'base'));
  }
}

const BASE_IN = 'base-in';

/** Held back at an earlier version the database has but one table for the base. */
export function bases(transaction: Transaction, codec: Codec): Pick<Tx, 'base' | 'next'> {
  const table = (name: string) => transaction.table(name) as unknown as RowTable;
  if (!transaction.storeNames.includes('spare')) {
    return { base: baseRows(placed(table('base')), codec), next: null };
  }
  const meta = transaction.table('meta') as unknown as LocalDatabase['meta'];
  const turns = new Turns(meta, [table('base'), table('spare')]);
  const next = { ...baseRows(turns.next, codec), use: () => turns.swap() };
  return { base: baseRows(turns.base, codec), next };
}

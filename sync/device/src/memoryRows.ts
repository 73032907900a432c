// Rows in memory: what a rebuild of the overlay reads again and again, and what it writes.

import { rowKey } from './merged';
import type { BaseRow, BaseRows, OverlayRow, RowKey, Rows } from './store';

const keyOf = ({ entity, id }: RowKey): string => rowKey(entity, id);

const byId = (a: RowKey, b: RowKey): number => (a.id < b.id ? -1 : Number(a.id > b.id));

/** The base, which a rebuild only reads: each row and each list is fetched once, these rows together. */
export async function cachedBase(base: BaseRows, keys: readonly RowKey[]): Promise<BaseRows> {
  const rows = new Map<string, BaseRow | undefined>(keys.map((key) => [keyOf(key), undefined]));
  const lists = new Map<string, BaseRow[]>();
  for (const row of await base.many(keys)) rows.set(keyOf(row), row);
  return {
    ...base,
    async get(entity, id) {
      const key = rowKey(entity, id);
      if (!rows.has(key)) rows.set(key, await base.get(entity, id));
      return rows.get(key);
    },
    async list(entity, parent) {
      const key = rowKey(entity, parent ?? '');
      const found = lists.get(key) ?? (await base.list(entity, parent));
      lists.set(key, found);
      return found;
    },
  };
}

/** An overlay that begins empty. */
export class FreshOverlay implements Rows<OverlayRow> {
  private readonly rows = new Map<string, OverlayRow>();

  all(): OverlayRow[] {
    return [...this.rows.values()];
  }

  async get(entity: string, id: string): Promise<OverlayRow | undefined> {
    return this.rows.get(rowKey(entity, id));
  }

  async many(keys: readonly RowKey[]): Promise<OverlayRow[]> {
    return keys.flatMap((key) => this.rows.get(keyOf(key)) ?? []);
  }

  async list(entity: string, parent?: string): Promise<OverlayRow[]> {
    const fits = (row: OverlayRow): boolean =>
      row.entity === entity && (parent === undefined || row.parent === parent);
    return this.all().filter(fits).sort(byId);
  }

  async put(rows: readonly OverlayRow[]): Promise<void> {
    for (const row of rows) this.rows.set(keyOf(row), row);
  }

  async remove(keys: readonly RowKey[]): Promise<void> {
    for (const key of keys) this.rows.delete(keyOf(key));
  }

  async clear(): Promise<void> {
    this.rows.clear();
  }
}

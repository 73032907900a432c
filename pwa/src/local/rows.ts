// Reads: rows as the user sees them, the server's with his own pending changes laid over.

import { readRow, readRows } from '@device/merged';
import { type MaybeRefOrGetter, type Ref, toValue } from 'vue';
import type { Entity, Rows } from '@/api/rows';
import { local } from './context';
import { live } from './live';

export interface RowsFilter {
  /** The id of the parent (see entities.ts): a visit for its answers, an order for its matters … */
  readonly parent?: string;
}

export async function row<E extends Entity>(entity: E, id: string): Promise<Rows[E] | undefined> {
  return (await local().store.read((tx) => readRow(tx, entity, id))) as Rows[E] | undefined;
}

/** In the order of ids, which is that of making for rows made on a device. */
export async function rows<E extends Entity>(
  entity: E,
  { parent }: RowsFilter = {},
): Promise<Rows[E][]> {
  const found = await local().store.read((tx) => readRows(tx, entity, parent));
  return found as unknown[] as Rows[E][];
}

/** `row`, live. */
export function useRow<E extends Entity>(
  entity: E,
  id: MaybeRefOrGetter<string>,
): Ref<Rows[E] | undefined> {
  const read = (): Promise<Rows[E] | undefined> => row(entity, toValue(id));
  return live<Rows[E] | undefined>(read, undefined, () => toValue(id));
}

/** `rows`, live. */
export function useRows<E extends Entity>(
  entity: E,
  parent?: MaybeRefOrGetter<string | undefined>,
): Ref<Rows[E][]> {
  const read = (): Promise<Rows[E][]> => {
    const id = toValue(parent);
    return rows(entity, id === undefined ? {} : { parent: id });
  };
  return live<Rows[E][]>(read, [], () => toValue(parent));
}

// Merged reads: the server's rows with this device's pending changes laid over them.

import type { BaseRow, OverlayRow, Tx } from './store';
import type { Row } from './wire';

export const rowKey = (entity: string, id: string): string => `${entity}/${id}`;

/** The row as the user sees it; undefined where there is none or it was removed here. */
export async function readRow(tx: Tx, entity: string, id: string): Promise<Row | undefined> {
  const over = await tx.overlay.get(entity, id);
  if (over) return over.row ?? undefined;
  return (await tx.base.get(entity, id))?.row;
}

interface Seen {
  readonly id: string;
  readonly row: Row;
}

const byId = (a: Seen, b: Seen): number => (a.id < b.id ? -1 : Number(a.id > b.id));

/** Lays one list over the other; a pending change may move a row to another parent. */
export function layOver(
  base: readonly BaseRow[],
  overlay: readonly OverlayRow[],
  parent?: string,
): Row[] {
  const changed = new Set(overlay.map((row) => row.id));
  const seen: Seen[] = base.filter((row) => !changed.has(row.id));
  for (const { id, row, parent: its } of overlay) {
    if (row && (parent === undefined || its === parent)) seen.push({ id, row });
  }
  return seen.sort(byId).map(({ row }) => row);
}

/** All rows of an entity, or of one parent, as the user sees them, in the order of their ids. */
export async function readRows(tx: Tx, entity: string, parent?: string): Promise<Row[]> {
  const base = await tx.base.list(entity, parent);
  return layOver(base, await tx.overlay.list(entity), parent);
}

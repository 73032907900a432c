// Folding: turns a pull's ops, in their order, into the smallest set of changes to the base.

import { rowKey } from './merged';
import type { Model } from './predictor';
import type { BaseRow, RowKey, Tx } from './store';
import type { Op } from './wire';

type Put = Extract<Op, readonly ['put', ...unknown[]]>;
type Change = { readonly key: RowKey; readonly row: BaseRow | null };

const withoutScope = (row: BaseRow, scope: string): BaseRow | null => {
  const scopes = row.scopes.filter((its) => its !== scope);
  return scopes.length > 0 ? { ...row, scopes } : null;
};

/** The latest word on each row that the pull names; null: to be deleted. */
export class Fold {
  private readonly changes = new Map<string, Change>();

  constructor(
    private readonly tx: Tx,
    private readonly model: Model,
    /** The base is about to be replaced: its old rows don't count. */
    private readonly fresh: boolean,
  ) {}

  async take(op: Op): Promise<void> {
    if (op[0] === 'put') this.put(op);
    else if (op[0] === 'del') this.set({ entity: op[1], id: op[2] }, null);
    else await this.drop(op[1]);
  }

  async write(): Promise<void> {
    if (this.fresh) await this.tx.base.clear();
    const all = [...this.changes.values()];
    await this.tx.base.remove(all.filter(({ row }) => row === null).map(({ key }) => key));
    await this.tx.base.put(this.rows());
  }

  /** How many rows it puts or removes. */
  get size(): number {
    return this.changes.size;
  }

  isChanged({ entity, id }: RowKey): boolean {
    return this.changes.has(rowKey(entity, id));
  }

  rows(): BaseRow[] {
    return [...this.changes.values()].flatMap(({ row }) => row ?? []);
  }

  private set(key: RowKey, row: BaseRow | null): void {
    this.changes.set(rowKey(key.entity, key.id), { key, row });
  }

  private put([, entity, id, row, scopes, version]: Put): void {
    const parent = this.model.parentOf(entity, row)?.id ?? null;
    this.set({ entity, id }, { entity, id, parent, row: { ...row, id }, scopes, version });
  }

  /** A row stays as long as any other of the user's scopes holds it. */
  private async drop(scope: string): Promise<void> {
    const stored = this.fresh ? [] : await this.tx.base.withScope(scope);
    const known = (row: BaseRow): boolean => this.changes.has(rowKey(row.entity, row.id));
    const held = this.rows().filter((row) => row.scopes.includes(scope));
    for (const row of [...stored.filter((its) => !known(its)), ...held]) {
      this.set(row, withoutScope(row, scope));
    }
  }
}

// Predictions: what a command will probably do, done here at once so that the screen need not wait.

import { layOver, rowKey } from './merged';
import type { Model, PredictTx } from './predictor';
import type { OverlayRow, RowKey, Tx } from './store';
import type { Json, Row } from './wire';

export class RowMissing extends Error {
  override readonly name = 'RowMissing';
}

/** Collects one mutation's writes; nothing is written before `flush`, so a failure leaves no half. */
export class Draft implements PredictTx {
  readonly base: Record<string, number> = {};
  readonly deps = new Set<string>();
  private readonly writes = new Map<string, OverlayRow>();

  constructor(
    private readonly tx: Tx,
    private readonly model: Model,
    private readonly uid: string,
  ) {}

  async get(entity: string, id: string): Promise<Row | undefined> {
    const base = await this.tx.base.get(entity, id);
    if (base) this.base[rowKey(entity, id)] = base.version;
    const over = await this.over(entity, id);
    const row = over ? over.row : base?.row;
    return row ? { ...row } : undefined;
  }

  async list(entity: string, parent?: string): Promise<Row[]> {
    const base = await this.tx.base.list(entity, parent);
    const overlay = new Map((await this.tx.overlay.list(entity)).map((row) => [row.id, row]));
    for (const row of this.writes.values()) {
      if (row.entity === entity) overlay.set(row.id, row);
    }
    return layOver(base, [...overlay.values()], parent).map((row) => ({ ...row }));
  }

  async put(entity: string, id: string, row: Row): Promise<void> {
    await this.write(entity, id, { ...row, id });
  }

  async patch(entity: string, id: string, changes: Row): Promise<void> {
    const row = await this.get(entity, id);
    if (!row) throw new RowMissing(rowKey(entity, id));
    await this.write(entity, id, { ...row, ...changes });
  }

  async remove(entity: string, id: string): Promise<void> {
    await this.write(entity, id, null);
  }

  async needs(entity: string, id: string): Promise<void> {
    const creator = (await this.tx.overlay.get(entity, id))?.created_by;
    if (creator) this.deps.add(creator);
  }

  async needsAll(entity: string, id: string): Promise<void> {
    const over = await this.tx.overlay.get(entity, id);
    for (const uid of over?.writers ?? []) this.deps.add(uid);
  }

  async flush(): Promise<void> {
    await this.tx.overlay.put([...this.writes.values()]);
  }

  /** The rows written and their parents. */
  about(): string[] {
    const keys = new Set<string>();
    for (const { entity, id, row } of this.writes.values()) {
      keys.add(rowKey(entity, id));
      const parent = row && this.model.parentOf(entity, row);
      if (parent) keys.add(rowKey(parent.entity, parent.id));
    }
    return [...keys];
  }

  private async over(entity: string, id: string): Promise<OverlayRow | undefined> {
    return this.writes.get(rowKey(entity, id)) ?? (await this.tx.overlay.get(entity, id));
  }

  private async write(entity: string, id: string, row: Row | null): Promise<void> {
    const over = await this.over(entity, id);
    const known = over ?? (await this.tx.base.get(entity, id));
    const writers = new Set(over?.writers).add(this.uid);
    const parent = this.parent(entity, row) ?? known?.parent ?? null;
    const created_by = over ? over.created_by : known ? null : this.uid;
    this.writes.set(rowKey(entity, id), {
      ...{ entity, id, parent, row, created_by },
      writers: [...writers],
    });
  }

  private parent(entity: string, row: Row | null): string | null {
    const key: RowKey | null = row && this.model.parentOf(entity, row);
    return key?.id ?? null;
  }
}

interface Predicted {
  readonly uid: string;
  readonly name: string;
  readonly args: Json;
  readonly occurred_at: string;
}

/** Runs a mutation's prediction; the caller flushes. Without a predictor nothing is predicted. */
export async function predict(tx: Tx, model: Model, mutation: Predicted): Promise<Draft> {
  const draft = new Draft(tx, model, mutation.uid);
  const { uid, name, args, occurred_at: at } = mutation;
  await model.predictor(name)?.(draft, structuredClone(args), { uid, at });
  return draft;
}

// Preparing: a large pull is laid out beside the base in small steps, so that no tap has to wait for it.

import { Fold } from './fold';
import type { SyncKit } from './ports';
import { arrivedPhotos } from './receipt';
import type { BaseRow, Pulling, RowHead, Tx } from './store';
import type { Op, PullResponse } from './wire';

/** Rows that one transaction may write without being felt; a pull of more is prepared. */
const STEP_ROWS = 250;

export interface LastPage {
  readonly client_id: string;
  readonly pulling: Pulling;
  readonly response: PullResponse;
  /** Whether the digest was asked for. */
  readonly check: boolean;
}

/** The next base lies ready; with it goes what would take long to find out again. */
export interface Prepared {
  /** Another tab that prepares, too, takes the place over under a token of its own. */
  readonly token: string;
  readonly photos: number;
  /** For the digest; null where none was asked for. */
  readonly heads: readonly RowHead[] | null;
}

/** Another tab has begun to prepare in the same place. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

const stepRows = (kit: SyncKit): number => kit.stepRows ?? STEP_ROWS;

export async function foldPull(tx: Tx, kit: SyncKit, page: LastPage): Promise<Fold> {
  const fold = new Fold(tx, kit.model, page.pulling.fresh);
  const staged = (await tx.staged.list()).flat() as Op[];
  for (const op of [...staged, ...page.response.ops]) await fold.take(op);
  return fold;
}

interface Found {
  readonly fold: Fold;
  readonly photos: number;
}

/** What the pull changes; null where that is little enough to be written at once. */
function findLarge(kit: SyncKit, page: LastPage): Promise<Found | null> {
  return kit.store.read(async (tx) => {
    const fold = await foldPull(tx, kit, page);
    const isLarge = tx.next !== null && fold.size > stepRows(kit);
    return isLarge ? { fold, photos: await arrivedPhotos(tx, fold) } : null;
  });
}

class Preparation {
  private constructor(
    private readonly kit: SyncKit,
    private readonly token: string,
  ) {}

  static async begin(kit: SyncKit): Promise<Preparation> {
    const token = kit.ids.uid();
    await kit.store.write(async (tx) => {
      await tx.next?.clear();
      await tx.meta.set('preparing', token);
    });
    return new Preparation(kit, token);
  }

  /** What stays as it is. */
  async copy(fold: Fold): Promise<void> {
    let page = await this.after(null);
    while (page.length > 0) {
      await this.put(page.filter((row) => !fold.isChanged(row)));
      page = await this.after(page.at(-1) ?? null);
    }
  }

  async putAll(rows: readonly BaseRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += stepRows(this.kit)) {
      await this.put(rows.slice(at, at + stepRows(this.kit)));
    }
  }

  async end(photos: number, check: boolean): Promise<Prepared> {
    const heads = check ? await this.kit.store.read(async (tx) => tx.next?.heads() ?? []) : null;
    return { token: this.token, photos, heads };
  }

  private after(last: BaseRow | null): Promise<BaseRow[]> {
    return this.kit.store.read((tx) => tx.base.page(last, stepRows(this.kit)));
  }

  private put(rows: readonly BaseRow[]): Promise<void> {
    return this.kit.store.write(async (tx) => {
      if ((await tx.meta.get('preparing')) !== this.token) throw new Overtaken();
      await tx.next?.put(rows);
    });
  }
}

/** Null where the pull is small. Rejects with `Overtaken`. A kill leaves nothing that anybody reads. */
export async function prepare(kit: SyncKit, page: LastPage): Promise<Prepared | null> {
  const found = await findLarge(kit, page);
  if (!found) return null;
  const preparation = await Preparation.begin(kit);
  if (!page.pulling.fresh) await preparation.copy(found.fold);
  await preparation.putAll(found.fold.rows());
  return preparation.end(found.photos, page.check);
}

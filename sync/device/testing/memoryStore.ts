// A Store in memory: all or nothing like the real one, and breakable at every operation.

import { rowKey } from '../src/merged';
import type {
  BaseRow,
  BaseRows,
  Entries,
  Meta,
  MetaTable,
  NextBase,
  OutboxEntry,
  OverlayRow,
  RowKey,
  Rows,
  Staged,
  Store,
  Tx,
} from '../src/store';

interface Disk {
  meta: Map<string, unknown>;
  outbox: Map<number, OutboxEntry>;
  sent: Map<number, OutboxEntry>;
  base: Map<string, BaseRow>;
  next: Map<string, BaseRow>;
  overlay: Map<string, OverlayRow>;
  staged: Map<number, readonly unknown[]>;
}

const emptyDisk = (): Disk => ({
  meta: new Map(),
  outbox: new Map(),
  sent: new Map(),
  base: new Map(),
  next: new Map(),
  overlay: new Map(),
  staged: new Map(),
});

const copy = (disk: Disk): Disk => ({
  meta: new Map(disk.meta),
  outbox: new Map(disk.outbox),
  sent: new Map(disk.sent),
  base: new Map(disk.base),
  next: new Map(disk.next),
  overlay: new Map(disk.overlay),
  staged: new Map(disk.staged),
});

/** Called before every operation; throws to play a fault. Once it has, the transaction is dead. */
export type Hook = (operation: string) => void;

type Step = <T>(operation: string, work: () => T) => Promise<T>;

function metaTable(map: Map<string, unknown>, step: Step): MetaTable {
  return {
    get: <K extends keyof Meta>(key: K) =>
      step('meta.get', () => map.get(key) as Meta[K] | undefined),
    set: (key, value) => step('meta.set', () => void map.set(key, structuredClone(value))),
    remove: (key) => step('meta.remove', () => void map.delete(key)),
  };
}

function entries(map: Map<number, OutboxEntry>, step: Step): Entries {
  const all = (): OutboxEntry[] => [...map.values()].sort((a, b) => a.n - b.n);
  const put = (entry: OutboxEntry): void => {
    if (all().some((other) => other.uid === entry.uid && other.n !== entry.n)) {
      throw new Error(`two entries under the uid ${entry.uid}`);
    }
    map.set(entry.n, structuredClone(entry));
  };
  return {
    get: (n) => step('entries.get', () => structuredClone(map.get(n))),
    byUid: (uid) =>
      step('entries.byUid', () => structuredClone(all().find((its) => its.uid === uid))),
    list: () => step('entries.list', () => structuredClone(all())),
    put: (list) => step('entries.put', () => list.forEach(put)),
    remove: (ns) => step('entries.remove', () => ns.forEach((n) => void map.delete(n))),
  };
}

function rows<R extends RowKey & { parent: string | null }>(
  map: Map<string, R>,
  step: Step,
): Rows<R> {
  const keyOf = ({ entity, id }: RowKey): string => rowKey(entity, id);
  const list = (entity: string, parent?: string): R[] =>
    [...map.values()]
      .filter((row) => row.entity === entity && (parent === undefined || row.parent === parent))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    get: (entity, id) => step('rows.get', () => structuredClone(map.get(rowKey(entity, id)))),
    many: (keys) =>
      step('rows.many', () => structuredClone(keys.flatMap((key) => map.get(keyOf(key)) ?? []))),
    list: (entity, parent) => step('rows.list', () => structuredClone(list(entity, parent))),
    put: (all) =>
      step('rows.put', () => all.forEach((row) => void map.set(keyOf(row), structuredClone(row)))),
    remove: (keys) => step('rows.remove', () => keys.forEach((key) => void map.delete(keyOf(key)))),
    clear: () => step('rows.clear', () => map.clear()),
  };
}

function baseRows(map: Map<string, BaseRow>, step: Step): BaseRows {
  const within = (scope: string): BaseRow[] =>
    [...map.values()].filter((row) => row.scopes.includes(scope));
  return {
    ...rows(map, step),
    withScope: (scope) => step('rows.withScope', () => structuredClone(within(scope))),
    page: (after, limit) => step('rows.page', () => structuredClone(pageOf(map, after, limit))),
    heads: () =>
      step('rows.heads', () =>
        [...map.values()].map(({ entity, id, scopes, version }) => ({
          ...{ entity, id, scopes: [...scopes], version },
        })),
      ),
  };
}

const inOrder = (a: RowKey, b: RowKey): number => {
  if (a.entity !== b.entity) return a.entity < b.entity ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
};

function pageOf(map: Map<string, BaseRow>, after: RowKey | null, limit: number): BaseRow[] {
  const rest = [...map.values()].filter((row) => !after || inOrder(row, after) > 0);
  return rest.sort(inOrder).slice(0, limit);
}

/** The maps are filled and emptied in place, since the transaction's other tables hold on to them. */
function nextBase({ base, next }: Disk, step: Step): NextBase {
  const use = (): void => {
    base.clear();
    for (const [key, row] of next) base.set(key, row);
    next.clear();
  };
  return { ...baseRows(next, step), use: () => step('next.use', use) };
}

function staged(map: Map<number, readonly unknown[]>, step: Step): Staged<readonly unknown[]> {
  return {
    append: (page) => step('staged.append', () => void map.set(map.size, structuredClone(page))),
    list: () => step('staged.list', () => structuredClone([...map.values()])),
    clear: () => step('staged.clear', () => map.clear()),
  };
}

function transaction(disk: Disk, step: Step): Tx {
  return {
    meta: metaTable(disk.meta, step),
    outbox: entries(disk.outbox, step),
    sent: entries(disk.sent, step),
    base: baseRows(disk.base, step),
    next: nextBase(disk, step),
    overlay: rows(disk.overlay, step),
    staged: staged(disk.staged, step),
  };
}

export class MemoryStore implements Store {
  hook: Hook = () => undefined;
  private disk = emptyDisk();
  private queue: Promise<unknown> = Promise.resolve();

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.turn(() => work(transaction(copy(this.disk), this.stepper())));
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.turn(async () => {
      const draft = copy(this.disk);
      const step = this.stepper();
      const result = await work(transaction(draft, step));
      await step('commit', () => undefined);
      this.disk = draft;
      // The commit is on the disk, but its caller may never hear of it.
      await step('committed', () => undefined);
      return result;
    });
  }

  /** The same profile on another machine, as after a clone of the disk. */
  clone(): MemoryStore {
    const twin = new MemoryStore();
    twin.disk = structuredClone(this.disk);
    return twin;
  }

  private turn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private stepper(): Step {
    let isDead = false;
    return async (operation, work) => {
      if (isDead) throw new Error('the transaction is over');
      try {
        this.hook(operation);
        return work();
      } catch (error) {
        isDead = true;
        throw error;
      }
    };
  }
}

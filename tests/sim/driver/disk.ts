// A disk: one user's rows and photos on one phone. It outlives the tabs that work on it.

import type { BlobInfo, BlobStore } from '@device/ports';
import type { BaseRow, Meta, OutboxEntry, OverlayRow, Store, Tx } from '@device/store';
import type { Row } from '@device/wire';
import { MemoryStore } from '../../../sync/device/testing/memoryStore';
import type { Gates, Living } from './gates';

/** Dies of itself at the n-th operation on the disk, in whatever transaction that is. */
export interface Mortal extends Living {
  /** How many operations are left; null: it lives on. */
  fuse: number | null;
  die(): void;
}

class Died extends Error {}

export interface Content {
  readonly meta: ReadonlyMap<keyof Meta, unknown>;
  readonly outbox: ReadonlyMap<number, OutboxEntry>;
  readonly sent: ReadonlyMap<number, OutboxEntry>;
  readonly base: ReadonlyMap<string, BaseRow>;
  readonly overlay: ReadonlyMap<string, OverlayRow>;
}

export class Disk {
  /** Counts commits, so that an unchanged disk need not be looked at. */
  commits = 0;
  /** Tabs that hold the sync lock: more than one where it was stolen. */
  readonly holders = new Set<Living>();
  private readonly store = new MemoryStore();
  private readonly photos = new Map<string, { info: BlobInfo; bytes: ArrayBuffer }>();
  private worker: Mortal | null = null;

  constructor(readonly name: string) {
    this.store.hook = (operation) => this.count(operation);
  }

  /** The store as one tab has it: every transaction waits at a gate. */
  storeFor(tab: Mortal, gates: Gates): Store {
    const run =
      (kind: 'read' | 'write') =>
      <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
        gates.through(tab, kind, () =>
          this.store[kind]((tx) => {
            this.worker = tab;
            return work(tx);
          }),
        );
    return { read: run('read'), write: run('write') };
  }

  blobsFor(tab: Living, gates: Gates): BlobStore {
    const at = <T>(label: string, work: () => T): Promise<T> =>
      gates.through(tab, label, async () => work());
    return {
      list: () => at('blobs.list', () => [...this.photos.values()].map(({ info }) => info)),
      bytes: (photo_id) => at('blobs.bytes', () => this.photos.get(photo_id)?.bytes),
      patch: (photo_id, changes) => at('blobs.patch', () => this.patch(photo_id, changes)),
      remove: (photo_id) => at('blobs.remove', () => void this.photos.delete(photo_id)),
    };
  }

  /** The camera's part: the photo's bytes are kept before its row is made. */
  keepPhoto(photo_id: string, bytes: ArrayBuffer): void {
    const info = { photo_id, type: 'image/jpeg', size: bytes.byteLength, state: 'kept' } as const;
    this.photos.set(photo_id, {
      info: { ...info, tries: 0, code: null, delivered_at: null },
      bytes,
    });
  }

  photo(photo_id: string): BlobInfo | undefined {
    return this.photos.get(photo_id)?.info;
  }

  /** A copy of another disk takes the place of all rows here: a profile that was cloned. */
  becomeCopyOf(other: Disk): void {
    (this.store as unknown as { disk: Content }).disk = structuredClone(other.content);
    this.commits += 1;
  }

  /** What lies on the disk, read without a transaction: nobody may be in one. */
  get content(): Content {
    return (this.store as unknown as { disk: Content }).disk;
  }

  get entries(): readonly OutboxEntry[] {
    return [...this.content.outbox.values()].sort((a, b) => a.n - b.n);
  }

  /** The rows of an entity as the user sees them. */
  rows(entity: string): Row[] {
    const { base, overlay } = this.content;
    const seen = [...base.values()].filter((row) => !overlay.has(`${row.entity}/${row.id}`));
    return [...seen, ...overlay.values()]
      .filter((row) => row.entity === entity)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap(({ row }) => (row ? [row] : []));
  }

  private patch(photo_id: string, changes: Partial<BlobInfo>): void {
    const photo = this.photos.get(photo_id);
    if (photo) this.photos.set(photo_id, { ...photo, info: { ...photo.info, ...changes } });
  }

  /** The commit is on the disk before `committed`, so a death there is one that nobody hears of. */
  private count(operation: string): void {
    if (operation === 'committed') this.commits += 1;
    const { worker } = this;
    if (!worker) return;
    if (worker.fuse !== null) worker.fuse -= 1;
    if (worker.fuse !== null && worker.fuse <= 0) worker.die();
    if (!worker.isAlive) throw new Died();
  }
}

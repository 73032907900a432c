// Builders: entries, a small domain and a kit for tests.

import type { BlobInfo, BlobStore, Clock, Ids, Lock, SyncKit, Uploader } from '../src/ports';
import type { Model, Predictor } from '../src/predictor';
import type { Answer } from '../src/problems';
import type { OutboxEntry, Store } from '../src/store';
import type { Json, Op, PullRequest, PullResponse, PushRequest } from '../src/wire';
import { MemoryStore } from './memoryStore';

export const anEntry = (n: number, change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  n,
  seq: n,
  uid: `uid-${n}`,
  client_id: 'client-1',
  name: 'note.write',
  v: 1,
  args: {},
  base: {},
  deps: [],
  occurred_at: '2026-05-01T10:00:00+08:00',
  state: 'pending',
  tries: 0,
  result: null,
  fault: null,
  about: [],
  original: null,
  set_aside: null,
  settled_at: null,
  ...change,
});

/** Books hold notes; a photo hangs on a note. Enough of a domain to predict in. */
const PREDICTORS: Record<string, Predictor> = {
  'book.open': (tx, { id, title }) => tx.put('book', String(id), { title, notes: 0 }),
  'note.write': async (tx, { id, book_id, text }) => {
    await tx.needs('book', String(book_id));
    const book = await tx.get('book', String(book_id));
    if (!book) throw new Error(`no book ${book_id}`);
    await tx.patch('book', String(book_id), { notes: Number(book.notes) + 1 });
    await tx.put('note', String(id), { book_id, text });
  },
  'note.mend': async (tx, { id, text }) => {
    await tx.needs('note', String(id));
    await tx.patch('note', String(id), { text });
  },
  'note.tear': (tx, { id }) => tx.remove('note', String(id)),
  'book.close': async (tx, { id }) => {
    await tx.needsAll('book', String(id));
    await tx.patch('book', String(id), { closed: true });
  },
  'photo.attach': (tx, { photo_id, note_id }) =>
    tx.put('photo', String(photo_id), { subject_id: note_id, blob: 'missing' }),
};

const PARENTS: Record<string, readonly [entity: string, field: string]> = {
  note: ['book', 'book_id'],
  photo: ['note', 'subject_id'],
};

export const model: Model = {
  predictor: (name) => PREDICTORS[name],
  parentOf: (entity, row) => {
    const [parent, field] = PARENTS[entity] ?? ['', ''];
    const id = row[field];
    return typeof id === 'string' ? { entity: parent, id } : null;
  },
};

export class FakeClock implements Clock {
  time = Date.parse('2026-05-01T02:00:00Z');
  readonly timers: { at: number; wake: () => void }[] = [];

  now(): number {
    return this.time;
  }

  instant(): string {
    return new Date(this.time).toISOString();
  }

  after(ms: number, wake: () => void): () => void {
    const timer = { at: this.time + ms, wake };
    this.timers.push(timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  /** Lets the time pass and runs what has come due. */
  pass(ms: number): void {
    this.time += ms;
    for (const timer of this.timers.filter(({ at }) => at <= this.time)) {
      this.timers.splice(this.timers.indexOf(timer), 1);
      timer.wake();
    }
  }
}

export function countingIds(): Ids {
  let clients = 0;
  let uids = 0;
  return {
    client: () => `client-${++clients}`,
    uid: () => `fresh-${++uids}`,
  };
}

export const openLock: Lock = {
  run: async (work) => {
    await work();
    return true;
  },
};

export class MemoryBlobs implements BlobStore {
  readonly infos = new Map<string, BlobInfo>();

  add(photo_id: string, size: number): void {
    const info = { photo_id, size, type: 'image/jpeg', tries: 0, code: null, delivered_at: null };
    this.infos.set(photo_id, { ...info, state: 'kept' });
  }

  async list(): Promise<BlobInfo[]> {
    return [...this.infos.values()];
  }

  async bytes(photo_id: string): Promise<ArrayBuffer | undefined> {
    const info = this.infos.get(photo_id);
    return info && new ArrayBuffer(info.size);
  }

  async patch(photo_id: string, changes: Partial<Omit<BlobInfo, 'photo_id'>>): Promise<void> {
    const info = this.infos.get(photo_id);
    if (info) this.infos.set(photo_id, { ...info, ...changes });
  }

  async remove(photo_id: string): Promise<void> {
    this.infos.delete(photo_id);
  }
}

/** What a server says to each push and pull. */
export interface Wire {
  push(request: PushRequest): Promise<Answer>;
  pull(request: PullRequest): Promise<Answer>;
}

export const ok = (json: unknown): Answer => ({ status: 200, json });

const nobody: Wire = {
  push: () => Promise.reject(new Error('offline')),
  pull: () => Promise.reject(new Error('offline')),
};

const noUploads: Uploader = { upload: async () => ({ kind: 'not-attached' }) };

export interface TestKit extends SyncKit {
  readonly clock: FakeClock;
  readonly blobs: MemoryBlobs;
}

export function aKit(change: Partial<SyncKit> = {}): TestKit {
  return {
    model,
    store: new MemoryStore(),
    ids: countingIds(),
    transport: nobody,
    uploader: noUploads,
    lock: openLock,
    random: () => 0.5,
    app: '1.0.0',
    ...change,
    clock: new FakeClock(),
    blobs: new MemoryBlobs(),
  };
}

let made = 0;

/** A wish with a uid of its own. */
export const aWish = (name: string, args: Json, uid = `w-${++made}`) => ({
  uid,
  name,
  v: 1,
  args,
  occurred_at: '2026-05-01T10:00:00+08:00',
});

export const outboxOf = (store: Store): Promise<OutboxEntry[]> =>
  store.read((tx) => tx.outbox.list());

/** An answer to a pull, by itself the last page, which brings these. */
export const aPage =
  (ops: readonly Op[], change: Partial<PullResponse> = {}) =>
  async (): Promise<Answer> => {
    const place = { cursor: `c${ops.length}`, more: false, reset: null };
    return ok({ ops, ...place, version: 99, last_seq: 0, results: [], ...change });
  };

export const aPut = (id: string, scopes: string[], version = 1): Op => [
  ...(['put', 'book', id, { id }, scopes, version] as const),
];

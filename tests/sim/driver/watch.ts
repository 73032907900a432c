// The watch over one disk: nothing leaves it too early (I5, I6), and its base is the server's (I4).

import { isDeepStrictEqual } from 'node:util';
import type { BaseRow, OutboxEntry } from '@device/store';
import type { Disk } from './disk';
import type { Ledger } from './ledger';
import type { CarriedRow, Truth } from './pipe';
import { Violation } from './trace';

const ANSWERED = { settled: 'applied', refused: 'rejected', parked: 'parked' } as const;

const contentOf = ({ name, args, original }: OutboxEntry): string =>
  JSON.stringify([original?.name ?? name, original?.args ?? args]);

function isSame(base: BaseRow, carried: CarriedRow): boolean {
  const { row, scopes, version } = carried;
  return (
    base.version === version &&
    isDeepStrictEqual([...base.scopes].sort(), scopes) &&
    isDeepStrictEqual(base.row, row)
  );
}

/** What is wrong with a base, in a few words; null where nothing is. */
export function difference(base: ReadonlyMap<string, BaseRow>, { rows }: Truth): string | null {
  for (const [key, carried] of Object.entries(rows)) {
    const row = base.get(key);
    if (!row) return `${key} is missing`;
    if (!isSame(row, carried)) return `${key} differs: ${JSON.stringify([row, carried])}`;
  }
  const stray = [...base.keys()].find((key) => !(key in rows));
  return stray ? `${stray} should not be there` : null;
}

export class Watch {
  /** How often the base was compared with the tables. */
  comparisons = 0;
  private readonly contents = new Map<string, string>();
  private readonly archived = new Set<string>();
  /** The server's version that the base holds. */
  private version = 0;
  private readonly truths = new Map<string, Truth>();
  private seen = -1;
  private life = 1;

  constructor(
    readonly disk: Disk,
    private readonly ledger: Ledger,
  ) {}

  /** What this user's base must be once this cursor is stored. */
  expect(cursor: string, truth: Truth): void {
    this.truths.set(cursor, truth);
  }

  /** The disk has become a copy of another, with a life of its own before it: it is judged by that one's. */
  takeOver(other: Watch): void {
    this.life += 1;
    this.version = other.version;
    for (const [uid, content] of other.contents) this.contents.set(uid, content);
    for (const uid of other.archived) this.archived.add(uid);
  }

  look(): void {
    if (this.seen === this.disk.commits) return;
    this.seen = this.disk.commits;
    const { outbox, sent } = this.disk.content;
    this.compareBase();
    for (const entry of outbox.values()) this.inOutbox(entry);
    for (const entry of sent.values()) this.leftOutbox(entry);
    this.nothingVanished(new Set([...outbox.values(), ...sent.values()].map(({ uid }) => uid)));
  }

  private inOutbox(entry: OutboxEntry): void {
    this.note(entry);
    const { state, uid } = entry;
    if (state === 'pending' || state === 'sending') return;
    if (!this.ledger.known.has(uid)) {
      throw new Violation('I5', `${uid} is ${state} (${ANSWERED[state]}) without a result`);
    }
  }

  private leftOutbox(entry: OutboxEntry): void {
    this.note(entry);
    this.inBase(entry);
    if (!this.ledger.known.has(entry.uid)) {
      throw new Violation('I5', `${entry.uid} left the outbox without a result`);
    }
  }

  /** What was applied stays in the overlay until the base holds its effect. */
  private inBase({ uid, state, result }: OutboxEntry): void {
    if (state !== 'settled' || result?.status !== 'applied' || this.archived.has(uid)) return;
    this.archived.add(uid);
    if (result.version > this.version) {
      const where = `${this.disk.name}, at ${this.version}`;
      throw new Violation('I4', `${where}: ${uid} of ${result.version} left the outbox too early`);
    }
  }

  private note(entry: OutboxEntry): void {
    const content = contentOf(entry);
    const before = this.contents.get(entry.uid);
    if (before !== undefined && before !== content) {
      throw new Violation('I6', `${entry.uid} was ${before}, is ${content}`);
    }
    this.contents.set(entry.uid, content);
    this.ledger.note(entry.uid, `${this.disk.name}, life ${this.life}`, entry.n);
  }

  private nothingVanished(present: ReadonlySet<string>): void {
    for (const uid of this.contents.keys()) {
      if (present.has(uid)) continue;
      if (!this.ledger.known.has(uid)) throw new Violation('I6', `${uid} has vanished`);
      this.contents.delete(uid);
    }
  }

  private compareBase(): void {
    const cursor = this.disk.content.meta.get('cursor') as string | undefined;
    const truth = cursor === undefined ? undefined : this.truths.get(cursor);
    if (cursor === undefined || !truth) return;
    this.truths.clear();
    this.comparisons += 1;
    this.version = truth.version;
    const { base, meta } = this.disk.content;
    const wrong = difference(base, truth);
    if (wrong) throw new Violation('I4', `${this.disk.name}: ${wrong}`);
    if (meta.has('repair')) throw new Violation('digest', `${this.disk.name} met a wrong sum`);
  }
}

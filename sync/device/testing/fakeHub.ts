// A small hub that keeps the protocol's rules: what the device half is tested against.

import { type Digest, digestOf } from '../src/digest';
import { rowKey } from '../src/merged';
import type { Answer } from '../src/problems';
import type {
  Halt,
  Json,
  Mutation,
  Op,
  PullRequest,
  PullResponse,
  PushRequest,
  Reset,
  Result,
} from '../src/wire';
import { ok, type Wire } from './builders';

interface Stored {
  readonly entity: string;
  readonly id: string;
  readonly row: Json | null;
  readonly version: number;
}

class Refusal extends Error {}

const SCOPE = 'user:1';

export class FakeHub implements Wire {
  rows = new Map<string, Stored>();
  clients = new Map<string, { last_seq: number; uids: Map<number, string> }>();
  ledger = new Map<string, { content: string; result: Result }>();
  /** Every effect that was ever run, by uid: at most one each. */
  effects: string[] = [];
  version = 0;
  epoch = 'e1';
  pageSize = 1_000;
  /** Told in place of the true digest. */
  digest: (() => Digest | null) | null = null;
  pushes: PushRequest[] = [];
  pulls: PullRequest[] = [];
  /** Answers that go out instead of the hub's own, one a request; null: none, the hub decides. */
  script: ((() => Promise<Answer>) | null)[] = [];
  /** Runs after the commit and before the answer; throws to lose it. */
  afterCommit: () => void = () => undefined;

  async push(request: PushRequest): Promise<Answer> {
    this.pushes.push(request);
    const scripted = this.script.shift();
    if (scripted) return scripted();
    const answer = ok(this.take(request));
    this.afterCommit();
    return answer;
  }

  async pull(request: PullRequest): Promise<Answer> {
    this.pulls.push(request);
    const scripted = this.script.shift();
    return scripted ? scripted() : ok(this.page(request));
  }

  write(entity: string, id: string, row: Json | null): void {
    this.version += 1;
    this.rows.set(rowKey(entity, id), {
      entity,
      id,
      row: row && { ...row, id },
      version: this.version,
    });
  }

  row(entity: string, id: string): Json | undefined {
    return this.rows.get(rowKey(entity, id))?.row ?? undefined;
  }

  visible(): Record<string, Json> {
    const seen = [...this.rows].filter(([, stored]) => stored.row !== null);
    return Object.fromEntries(seen.map(([key, { row }]) => [key, row ?? {}]));
  }

  /** Back to an earlier state, as after a restore from backup. */
  backup(): () => void {
    const { rows, ledger, version } = structuredClone({
      rows: this.rows,
      ledger: this.ledger,
      version: this.version,
    });
    const clients = structuredClone(this.clients);
    return () => {
      Object.assign(this, { rows, ledger, version, clients, epoch: `${this.epoch}+` });
    };
  }

  private take({ client_id, epoch, mutations }: PushRequest): Json {
    const client = this.clients.get(client_id) ?? { last_seq: 0, uids: new Map() };
    this.clients.set(client_id, client);
    const told = { epoch: this.epoch, server_time: '2026-05-01T02:00:01Z' };
    if (epoch !== null && epoch !== this.epoch) {
      return { ...told, last_seq: client.last_seq, halt: { code: 'restored' }, results: [] };
    }
    const results: Result[] = [];
    let halt: Halt | null = null;
    for (const mutation of mutations) {
      halt = this.haltFor(client, mutation);
      if (halt) break;
      results.push(this.answer(mutation));
      client.last_seq = Math.max(client.last_seq, mutation.seq);
      client.uids.set(mutation.seq, mutation.uid);
    }
    return { ...told, last_seq: client.last_seq, halt, results };
  }

  private haltFor(
    client: { last_seq: number; uids: Map<number, string> },
    { seq, uid }: Mutation,
  ): Halt | null {
    if (seq > client.last_seq + 1) return { code: 'seq-gap', expected: client.last_seq + 1 };
    if (seq <= client.last_seq && client.uids.get(seq) !== uid) return { code: 'client-forked' };
    return null;
  }

  private answer(mutation: Mutation): Result {
    const { uid, seq, name, v, args } = mutation;
    const content = JSON.stringify([name, v, args]);
    const known = this.ledger.get(uid);
    if (known && known.content !== content)
      return { seq, uid, status: 'rejected', code: 'uid-reused' };
    if (known) return known.result;
    const result = this.decide(mutation);
    this.ledger.set(uid, { content, result });
    return result;
  }

  private decide({ seq, uid, name, args, deps }: Mutation): Result {
    const failed = deps.map((dep) => this.failedDep(dep)).find((its) => its !== null);
    if (failed) return { seq, uid, status: 'rejected', ...failed };
    try {
      this.run(name, args);
    } catch (error) {
      const code = error instanceof Refusal ? error.message : 'broken';
      return { seq, uid, status: 'rejected', code };
    }
    this.effects.push(uid);
    return { seq, uid, status: 'applied', version: this.version, conflicts: [] };
  }

  private failedDep(dep: string): { code: string; root_uid?: string } | null {
    const its = this.ledger.get(dep)?.result;
    if (!its) return { code: 'dependency-unknown' };
    if (its.status === 'applied') return null;
    const root = its.status === 'rejected' ? its.root_uid : undefined;
    return { code: 'dependency-rejected', root_uid: root ?? dep };
  }

  private run(name: string, args: Json): void {
    const command = this.commands[name];
    if (!command) throw new Refusal('unknown-command');
    command(String(args.id), args);
  }

  private readonly commands: Record<string, (id: string, args: Json) => void> = {
    noop: () => undefined,
    'book.open': (id, { title }) => this.write('book', id, { title, notes: 0 }),
    'note.write': (id, args) => this.writeNote(id, args),
    'note.mend': (id, { text }) => this.write('note', id, { ...this.need('note', id), text }),
    'book.close': (id) => this.write('book', id, { ...this.need('book', id), closed: true }),
    'photo.attach': (_, { photo_id, note_id }) =>
      this.write('photo', String(photo_id), { subject_id: note_id, blob: 'missing' }),
  };

  private writeNote(id: string, { book_id, text }: Json): void {
    const book = this.need('book', String(book_id));
    if (book.closed) throw new Refusal('book-closed');
    this.write('book', String(book_id), { ...book, notes: Number(book.notes) + 1 });
    this.write('note', id, { book_id, text });
  }

  private need(entity: string, id: string): Json {
    const row = this.row(entity, id);
    if (!row) throw new Refusal(`${entity}-unknown`);
    return row;
  }

  private page(request: PullRequest): PullResponse {
    const { epoch, version } = JSON.parse(request.cursor ?? '{"version":0}');
    if (request.cursor !== null && epoch !== this.epoch) return this.reset('epoch');
    const changed = [...this.rows.values()]
      .filter((stored) => stored.version > version)
      .sort((a, b) => a.version - b.version);
    const chosen = changed.slice(0, this.pageSize);
    const more = changed.length > chosen.length;
    const position = chosen.at(-1)?.version ?? version;
    const page = {
      ops: chosen.map(toOp),
      cursor: JSON.stringify({ epoch: this.epoch, version: position }),
      more,
      server_time: '2026-05-01T02:00:01Z',
      reset: null,
    };
    return more ? page : { ...page, ...this.ending(request) };
  }

  reset(reset: Reset): PullResponse {
    return { ops: [], cursor: '', more: true, server_time: '2026-05-01T02:00:01Z', reset };
  }

  /** An operator's repair: the ledger has another answer now. */
  settle(uid: string, change: Partial<Result>): void {
    const known = this.ledger.get(uid);
    if (known) this.ledger.set(uid, { ...known, result: { ...known.result, ...change } as Result });
  }

  private ending(request: PullRequest): Partial<PullResponse> {
    const { client_id, ack, parked } = request;
    const client = this.clients.get(client_id);
    const results = [...(client?.uids ?? [])].flatMap(([seq, uid]) => {
      const result = this.ledger.get(uid)?.result;
      const isWanted = seq > ack || (parked.includes(seq) && result?.status !== 'parked');
      return result && isWanted ? [result] : [];
    });
    const digest = request.check ? this.trueDigest() : null;
    const place = { epoch: this.epoch, version: this.version };
    return { ...place, last_seq: client?.last_seq ?? 0, results, digest };
  }

  private trueDigest(): Digest | null {
    if (this.digest) return this.digest();
    const live = [...this.rows.values()].filter(({ row }) => row !== null);
    return digestOf(live.map((stored) => ({ ...stored, scopes: [SCOPE] })));
  }
}

const toOp = ({ entity, id, row, version }: Stored): Op =>
  row ? ['put', entity, id, row, [SCOPE], version] : ['del', entity, id];

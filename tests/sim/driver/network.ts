// The network: every request on its way, and where the server stands with it.

import { arriving, comesLater, drawFate, drawStops, staysAway, underway } from './fates';
import type { HttpRequest, HttpResponse, Pipe, Standing } from './pipe';
import type { Chance } from './random';
import type { Timeline } from './timeline';
import type { Trace } from './trace';

export interface Call {
  readonly id: number;
  readonly who: string;
  readonly what: string;
  /** Not before this instant. */
  readonly due: number;
  /** What the server is asked; null: it never gets there. */
  readonly question: object | null;
  /** Tells the sender how it ended; null: he hears nothing. */
  readonly hear: (standing: Standing | null) => void;
  state: 'on-its-way' | 'at-server' | 'answered';
  standing: Standing | null;
}

type Plan = Pick<Call, 'who' | 'what' | 'due' | 'question' | 'hear'>;

const LONGEST_DELAY_MS = 600_000;
const NOBODY = 'nobody';

const short = (path: string): string => path.replace(/[0-9a-f]{32,}$/, '…');

export class Network {
  faults = 0;
  /** From 0, all is well, to 1. */
  trouble = 1;
  calls: Call[] = [];
  private next = 0;
  private blocked: readonly number[] = [];

  constructor(
    private readonly pipe: Pipe,
    private readonly chance: Chance,
    private readonly time: Timeline,
    private readonly trace: Trace,
    /** Hears every word of the server before anybody else does. */
    private readonly overhear: (standing: Standing) => void,
  ) {}

  /** Calls that can go on now. */
  get ready(): readonly Call[] {
    return this.calls.filter(
      ({ id, due, state }) =>
        due <= this.time.now && !(state === 'at-server' && this.blocked.includes(id)),
    );
  }

  get atServer(): readonly Call[] {
    return this.calls.filter(({ state }) => state === 'at-server');
  }

  /** When the next delayed call is due; null where none waits. */
  nextDue(): number | null {
    const later = this.calls.map(({ due }) => due).filter((due) => due > this.time.now);
    return later.length > 0 ? Math.min(...later) : null;
  }

  /** A device's request: resolves with what arrives of the answer, rejects where nothing does. */
  request(who: string, request: HttpRequest, answered: (standing: Standing) => void) {
    const what = `${request.method} ${short(request.path)}`;
    const fate = drawFate(this.chance, this.trouble, request);
    if (fate !== 'fine') this.faults += 1;
    this.trace.note(who, `${what} (${fate})`);
    const question = { do: 'request', request: underway(fate, request) };
    if (comesLater(fate)) this.later(what, question);
    return new Promise<HttpResponse>((resolve, reject) => {
      const hear = (standing: Standing | null): void => {
        const answer = arriving(fate, answerOf(standing));
        if (answer && standing) answered(standing);
        if (answer) resolve(answer);
        else reject(new TypeError('network'));
      };
      this.add({ who, what, due: 0, question: staysAway(fate) ? null : question, hear });
    });
  }

  /** Something beside the devices; resolves with its result. */
  office(what: string, request: object): Promise<unknown> {
    return new Promise((resolve) => {
      const hear = (standing: Standing | null): void => resolve(standing?.result ?? null);
      this.add({ who: 'office', what, due: 0, question: { do: 'office', request }, hear });
    });
  }

  async advance(call: Call): Promise<void> {
    if (call.state === 'answered' || call.question === null) return this.finish(call);
    const isNew = call.state === 'on-its-way';
    const stops = isNew ? { stops: drawStops(this.chance, this.trouble === 0) } : {};
    const ask = isNew ? call.question : { do: 'step' };
    const { id } = call;
    const standing = await this.pipe.ask<Standing>({ ...ask, id, now: this.time.now, ...stops });
    this.blocked = standing.waiting;
    call.state = standing.at === null ? 'answered' : 'at-server';
    call.standing = standing;
    this.trace.note('server', `${call.what} of ${call.who} ${outcomeOf(standing)}`);
    this.overhear(standing);
  }

  /** The server died: nobody who waited at it hears anything. */
  breakAll(): void {
    const broken = this.atServer;
    this.calls = this.calls.filter(({ state }) => state !== 'at-server');
    this.blocked = [];
    for (const call of broken) call.hear(null);
  }

  private finish(call: Call): void {
    this.calls = this.calls.filter((other) => other !== call);
    call.hear(call.standing);
  }

  private later(what: string, question: object): void {
    const due = this.time.now + this.chance.below(LONGEST_DELAY_MS);
    this.add({ who: NOBODY, what, due, question, hear: () => undefined });
  }

  private add(plan: Plan): void {
    this.next += 1;
    this.calls.push({ ...plan, id: this.next, state: 'on-its-way', standing: null });
  }
}

const answerOf = (standing: Standing | null): HttpResponse | null =>
  (standing?.result ?? null) as HttpResponse | null;

function outcomeOf({ at, result, lines }: Standing): string {
  if (at !== null) return `stands at ${at}`;
  const { status, refused } = (result ?? {}) as { status?: number; refused?: string | null };
  return `ended ${status ?? refused ?? ''}${lines?.length ? `, ${lines.length} effects` : ''}`;
}

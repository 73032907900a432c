// The network: real HTTP to the server, and a share of it that is lost on the way there or back.

import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '@device/wire';
import type { Chance } from '../../sim/driver/random';

/** Ms that a request is under way before its loss is noticed, at most. */
const LOSS_NOTICED_MS = 20;
const PUSH = '/api/sync/push';
const PULL = '/api/sync/pull';

class Lost extends TypeError {}

/** The answer with its body read, so that what is passed on can no longer be cut off. */
export interface Heard {
  readonly answer: Response;
  readonly cookies: readonly string[];
}

export class Network {
  /** Share of the requests that are lost. */
  loss = 0;
  /**
   * Nobody knocks at a server that is known to be dead: on one machine a connection to a port where
   * nothing listens may take that very port as its own.
   */
  isServerUp = true;
  pushesBegun = 0;
  private pushesEnded = 0;
  private requests = 0;
  private dropped = 0;
  private cutPushes = 0;
  private readonly news: Result[] = [];

  constructor(
    private readonly base: string,
    private readonly chance: Chance,
  ) {}

  get pushesInFlight(): number {
    return this.pushesBegun - this.pushesEnded;
  }

  /** `cut_pushes` broke off because the server, or its worker, died. */
  get counts() {
    return { requests: this.requests, dropped: this.dropped, cut_pushes: this.cutPushes };
  }

  /** Results that devices have heard since the last call. */
  takeResults(): Result[] {
    return this.news.splice(0);
  }

  async request(path: string, init: RequestInit): Promise<Heard> {
    this.requests += 1;
    const isLost = this.chance.happens(this.loss);
    if (isLost) this.dropped += 1;
    const isBefore = this.loss === 1 || this.chance.happens(0.5);
    if (isLost && isBefore) await this.loseOne();
    const heard = await this.send(path, init);
    if (isLost) await this.loseOne();
    await this.note(path, heard.answer);
    return heard;
  }

  private async loseOne(): Promise<never> {
    await pause(this.chance.below(LOSS_NOTICED_MS));
    throw new Lost('lost on the way');
  }

  private async send(path: string, init: RequestInit): Promise<Heard> {
    if (!this.isServerUp) return this.loseOne();
    return path === PUSH ? this.sendPush(init) : this.sendNow(path, init);
  }

  private async sendPush(init: RequestInit): Promise<Heard> {
    this.pushesBegun += 1;
    try {
      return await this.sendNow(PUSH, init);
    } catch (error) {
      this.cutPushes += 1;
      throw error;
    } finally {
      this.pushesEnded += 1;
    }
  }

  private async sendNow(path: string, init: RequestInit): Promise<Heard> {
    const answer = await fetch(new URL(path, this.base), init);
    const body = await answer.arrayBuffer();
    const { status, headers } = answer;
    const read = new Response(body.byteLength > 0 ? body : null, { status, headers });
    return { answer: read, cookies: headers.getSetCookie() };
  }

  private async note(path: string, answer: Response): Promise<void> {
    if (answer.status !== 200 || (path !== PUSH && path !== PULL)) return;
    const { results } = (await answer.clone().json()) as { results?: Result[] };
    this.news.push(...(results ?? []));
  }
}

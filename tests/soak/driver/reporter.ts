// The reporter: tells at once what phones have heard and show, so that it is held against the server.

import { setTimeout as pause } from 'node:timers/promises';
import type { Pipe } from '../../sim/driver/pipe';
import type { Network } from './network';
import type { Phone } from './phone';
import type { Plan } from './plans';

const EVERY_MS = 500;

const told = ({ visit_id, shots }: Plan) => ({
  visit_id,
  photos: Object.fromEntries(shots.map(({ photo_id, sha256 }) => [photo_id, sha256])),
});

/** Who else has to know. */
interface Heard {
  delivered(): void;
  /** The server's first process has ended. */
  dead(): Promise<void>;
}

export class Reporter {
  readonly violations: string[] = [];
  private isOver = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly pipe: Pipe,
    private readonly network: Network,
    private readonly phones: readonly Phone[],
    private readonly heard: Heard,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Ends with a last report. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
    await this.report();
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      await this.report();
      await pause(EVERY_MS);
    }
  }

  private async report(): Promise<void> {
    const delivered = this.phones.flatMap((phone) => phone.takeDelivered()).map(told);
    const results = this.network.takeResults();
    const applied = results.filter(({ status }) => status === 'applied').map(({ uid }) => uid);
    for (const result of results) {
      // Nothing in this work gives the server a reason to refuse.
      if (result.status !== 'applied') this.violations.push(`refused: ${JSON.stringify(result)}`);
    }
    if (delivered.length > 0) this.heard.delivered();
    const { is_up } = await this.pipe.ask<{ is_up: boolean }>({ do: 'look', applied, delivered });
    if (!is_up) await this.heard.dead();
  }
}

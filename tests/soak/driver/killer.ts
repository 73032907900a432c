// The killer: SIGKILL for one of the server's processes, or for all of them, mostly in the middle of pushes.

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pipe } from '../../sim/driver/pipe';
import type { Chance } from '../../sim/driver/random';
import type { Network } from './network';
import type { Work } from './work';

const PUSHING_SHARE = 0.75;
/** How far into a push it strikes, at most; then it waits for the next one. */
const INTO_PUSH_MS = 30;
const PATIENCE_MS = 5_000;
const LOOK_MS = 20;
/** Of five kills in a row these are of the whole server. */
const WHOLE = [1, 3];
/** A child of the server that only keeps books for it. */
const NO_WORKER = 'resource_tracker';

const readProc = (path: string): string => {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
};

/** The server's processes that answer requests; a dead one shows no command line. */
export function workersOf(pid: number): number[] {
  const children = readProc(`${pid}/task/${pid}/children`).split(' ').map(Number).filter(Boolean);
  return children.filter((child) => {
    const command = readProc(`${child}/cmdline`);
    return command !== '' && !command.includes(NO_WORKER);
  });
}

export class Killer {
  private kills = 0;
  private wholeKills = 0;
  private inPushes = 0;
  private gaveUp = 0;

  constructor(
    /** The server's first process, which leads their group. */
    private pid: number,
    private readonly pipe: Pipe,
    private readonly network: Network,
    private readonly chance: Chance,
  ) {}

  /** `in_pushes`: kills while at least one push was being answered; `gave_up`: deaths that followed. */
  get counts() {
    const { kills, wholeKills, inPushes, gaveUp } = this;
    return { kills, whole_kills: wholeKills, in_pushes: inPushes, gave_up: gaveUp };
  }

  async run(work: Work): Promise<void> {
    while (this.kills < work.kills && !work.isStuck) {
      const due = (this.kills + this.chance.share() / 2) * work.stretch;
      while (work.begun < due && !work.isStuck) await pause(1);
      await this.findMoment();
      await this.strike();
      work.accidents = this.kills;
    }
  }

  /** A server whose workers die too often in a row ends by itself; its supervisor starts it anew. */
  async heedDeath(): Promise<void> {
    if (!this.network.isServerUp) return;
    this.gaveUp += 1;
    await this.revive();
  }

  private async findMoment(): Promise<void> {
    if (!this.chance.happens(PUSHING_SHARE)) return;
    const { network } = this;
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const { pushesBegun } = network;
      while (Date.now() < end && network.pushesBegun === pushesBegun) await pause(1);
      await pause(this.chance.below(INTO_PUSH_MS));
      if (network.pushesInFlight > 0) return;
    }
  }

  private async strike(): Promise<void> {
    const workers = workersOf(this.pid);
    if (workers.length === 0 || !this.network.isServerUp) {
      await pause(LOOK_MS);
      return;
    }
    const isWhole = WHOLE.includes(this.kills % 5);
    if (this.network.pushesInFlight > 0) this.inPushes += 1;
    this.kills += 1;
    if (!isWhole) {
      process.kill(this.chance.pick(workers), 'SIGKILL');
      return;
    }
    process.kill(-this.pid, 'SIGKILL');
    this.wholeKills += 1;
    await this.revive();
  }

  private async revive(): Promise<void> {
    this.network.isServerUp = false;
    this.pid = (await this.pipe.ask<{ pid: number }>({ do: 'restart' })).pid;
    this.network.isServerUp = true;
  }
}

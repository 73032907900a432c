// Work: the visits of all people, at a pace at which every accident still finds some under way.

import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../../sim/driver/random';
import type { Phone } from './phone';
import { planVisit } from './plans';

/** Visits that a person begins before the first of them is delivered. */
const MOST_OPEN = 3;
const LOOK_MS = 20;
const STUCK_MS = 90_000;
const MOST_IN_DARK = 12;
/** Share of visits during which the phone dies, and within how many operations on its disk. */
const DEATH_SHARE = 0.04;
const LONGEST_FUSE = 400;

export class Work {
  private count = 0;
  private movedAt = Date.now();
  /** Accidents that are over. */
  accidents = 0;

  constructor(
    readonly records: number,
    readonly kills: number,
    private readonly chance: Chance,
    private readonly pictures: readonly Buffer[],
  ) {}

  get begun(): number {
    return this.count;
  }

  /** For a long time no visit was begun and none delivered: something is wrong, and waiting ends. */
  get isStuck(): boolean {
    return Date.now() - this.movedAt > STUCK_MS;
  }

  moved(): void {
    this.movedAt = Date.now();
  }

  private get inLight(): number {
    return this.records - Math.min(MOST_IN_DARK, Math.floor(this.records / 4));
  }

  /** Visits begun between one kill and the next. */
  get stretch(): number {
    return this.inLight / Math.max(1, this.kills);
  }

  private get isAhead(): boolean {
    return this.accidents < this.kills && this.count >= (this.accidents + 2) * this.stretch;
  }

  /** One person's day with one phone. */
  async run(phone: Phone): Promise<void> {
    while (this.count < this.inLight && !this.isStuck) {
      if (this.isAhead || phone.open.length >= MOST_OPEN) {
        await pause(LOOK_MS);
        continue;
      }
      if (this.chance.happens(DEATH_SHARE)) phone.light(1 + this.chance.below(LONGEST_FUSE));
      await this.visit(phone);
    }
  }

  /** The last visits, kept back until nothing goes through any more: on every phone something waits. */
  async finish(phones: readonly Phone[]): Promise<void> {
    const last = phones.slice(0, this.records - this.count);
    await Promise.all(last.map((phone) => this.visit(phone)));
  }

  private async visit(phone: Phone): Promise<void> {
    this.count += 1;
    this.moved();
    await phone.visit(planVisit(this.chance, this.pictures));
  }
  /** Few are left to be sent, so that most have gone through losses. */
  async mostlyDelivered(phones: readonly Phone[]): Promise<void> {
    const left = (): number => phones.reduce((sum, { open }) => sum + open.length, 0);
    while (left() > phones.length / 2 && !this.isStuck) await pause(LOOK_MS);
  }
}

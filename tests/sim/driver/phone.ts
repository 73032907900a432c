// A phone: its clock, its browser, and for each person who works with it a disk and tabs.

import type { Reason, SyncState } from '@device/phase';
import type { OutboxEntry } from '@device/store';
import { Browser } from './browser';
import { Disk } from './disk';
import type { Gates } from './gates';
import type { Network } from './network';
import { nextTap } from './people';
import type { Picture, SignedIn, Standing } from './pipe';
import type { Chance } from './random';
import { type Habitat, type PageModule, Tab } from './tabs';
import type { Timeline } from './timeline';
import { type Trace, Violation } from './trace';

export interface Setting {
  readonly gates: Gates;
  readonly time: Timeline;
  readonly chance: Chance;
  readonly network: Network;
  readonly trace: Trace;
  readonly pictures: readonly Picture[];
  readonly slots: readonly PageSlot[];
  /** The answer to a last page has come to this disk. */
  readonly answered: (disk: Disk, standing: Standing) => void;
  /** A violation that was found outside of a step. */
  readonly fail: (violation: Violation) => void;
}

/** An instance of the page's module, and whose tab it is. */
export interface PageSlot {
  readonly module: PageModule;
  tab: Tab | null;
}

const GOES_ON = 0.7;

const bytesOf = ({ bytes }: Picture): ArrayBuffer => {
  const { buffer, byteOffset, byteLength } = Buffer.from(bytes, 'base64');
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
};

/** Refused or parked work that waits for its person; what it held back goes with it. */
const waiting = (entries: readonly OutboxEntry[]): OutboxEntry[] =>
  entries.filter(
    ({ state, result }) =>
      state === 'parked' ||
      (state === 'refused' && result?.status === 'rejected' && !result.root_uid),
  );

export class Phone implements Habitat {
  readonly gates: Gates;
  readonly time: Timeline;
  readonly chance: Chance;
  readonly browser: Browser;
  readonly disk: Disk;
  /** Ms by which its clock is ahead. */
  skewMs = 0;
  /** How likely the lock is had by two. */
  stealing = 0;
  isSigningIn = false;
  /** Its timers no longer wake anything. */
  isResting = false;
  private tabs: Tab[] = [];
  private opened = 0;

  constructor(
    readonly name: string,
    readonly owner: SignedIn,
    private readonly setting: Setting,
  ) {
    this.gates = setting.gates;
    this.time = setting.time;
    this.chance = setting.chance;
    this.browser = new Browser(owner.cookie);
    this.disk = new Disk(name);
  }

  get living(): readonly Tab[] {
    this.tabs = this.tabs.filter(({ isAlive }) => isAlive);
    return this.tabs;
  }

  openTab(): void {
    const slot = this.setting.slots.find(({ tab }) => !tab?.isAlive);
    if (!slot) throw new Error('more tabs than page instances');
    this.opened += 1;
    const { disk, owner } = this;
    const name = `${this.name}.${this.opened}`;
    const tab = new Tab({ name, disk, user: owner.user, habitat: this }, slot.module);
    slot.tab = tab;
    this.tabs.push(tab);
    tab.open();
  }

  wake(reason: Reason): void {
    for (const { page } of this.living) page.sync.wake(reason);
  }

  skew(): number {
    return this.skewMs;
  }

  isStolen(): boolean {
    return this.chance.happens(this.stealing);
  }

  phaseChanged(tab: Tab, { phase }: SyncState): void {
    this.setting.trace.note(tab.name, phase);
  }

  async fetch(tab: Tab, path: string, init?: RequestInit): Promise<Response> {
    const { network, gates, answered } = this.setting;
    const request = this.browser.outgoing(path, tab.pageLimit, init);
    const heard = (standing: Standing): void => answered(this.disk, standing);
    return this.browser.incoming(await gates.only(tab, network.request(tab.name, request, heard)));
  }

  /** Somebody taps on this tab, often several times in a row. */
  async tap(tab: Tab): Promise<void> {
    do await this.tapOnce(tab);
    while (tab.isAlive && this.chance.happens(GOES_ON));
  }

  /** The photo's bytes are on the disk before its row is. */
  private async tapOnce(tab: Tab): Promise<void> {
    const { chance, pictures } = this.setting;
    const tap = nextTap({ tab, chance, pictures });
    if (!tap) return;
    const { name, args, v = 1, photo } = tap;
    if (photo) this.disk.keepPhoto(photo.id, bytesOf(photo.picture));
    const wish = { uid: tab.uid(), name, v, args, occurred_at: tab.instant() };
    await this.attempt(tab, name, async () => {
      await tab.page.perform(wish);
      if (!this.disk.entries.some(({ uid }) => uid === wish.uid)) {
        throw new Violation('I6', `${wish.uid} was confirmed to its user and is not there`);
      }
    });
  }

  /** Somebody settles what was refused. */
  settle(tab: Tab): void {
    const { chance } = this.setting;
    const entries = waiting(this.disk.entries);
    if (entries.length === 0) return;
    const { uid, args, name } = chance.pick(entries);
    if (chance.happens(0.6))
      void this.attempt(tab, `discards ${name}`, () => tab.page.discard(uid));
    else void this.attempt(tab, `resends ${name}`, () => tab.page.fixAndResend(uid, args));
  }

  /** Somebody takes back what has not been answered. */
  takeBack(tab: Tab): void {
    const open = this.disk.entries.filter(({ state }) => state === 'pending');
    if (open.length === 0) return;
    const { uid, name } = this.setting.chance.pick(open);
    void this.attempt(tab, `takes back ${name}`, () => tab.page.discard(uid));
  }

  /** A refusal of the phone itself is no fault: the screen says why. */
  private async attempt(tab: Tab, what: string, work: () => Promise<void>): Promise<void> {
    const { trace } = this.setting;
    trace.note(tab.name, what);
    try {
      await work();
      tab.page.sync.wake('write');
    } catch (error) {
      if (error instanceof Violation) this.setting.fail(error);
      else trace.note(tab.name, `cannot ${what}: ${(error as Error).name}`);
    }
  }
}

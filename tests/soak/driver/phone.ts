// A phone: its disk, its cookie, and a tab that is opened again whenever it has died.

import { setTimeout as pause } from 'node:timers/promises';
import type { SessionUser } from '@/api/session';
import { instantNow } from '@/local/clock';
import { deliveryOf } from '@/local/delivery';
import { Disk } from '../../sim/driver/disk';
import type { Chance } from '../../sim/driver/random';
import type { Network } from './network';
import type { Plan, Tap } from './plans';
import { type PageModule, Tab } from './tab';

const LONGEST_REBOOT_MS = 400;
const BETWEEN_TAPS_MS = 15;

export class Phone {
  readonly disk: Disk;
  deaths = 0;
  /** Visits that it does not show as delivered yet. */
  open: Plan[] = [];
  private cookie = '';
  private user: SessionUser | null = null;
  private tab: Tab | null = null;
  private seenCommits = -1;

  constructor(
    readonly name: string,
    private readonly module: PageModule,
    private readonly network: Network,
    private readonly chance: Chance,
  ) {
    this.disk = new Disk(name);
  }

  get login(): string {
    return this.user?.login ?? '';
  }

  get isEmpty(): boolean {
    return this.open.length === 0 && this.disk.content.outbox.size === 0;
  }

  get standing(): string {
    const { phase = 'off', problem = null } = this.tab?.page.sync.state ?? {};
    const waits = `${this.disk.content.outbox.size} mutations, ${this.open.length} visits`;
    return `${this.name} is ${phase} with ${waits} ${JSON.stringify(problem)}`;
  }

  async signIn(login: string, password: string): Promise<void> {
    this.user = await this.module.signIn(login, password);
  }

  /** The page is opened, anew where there was one. */
  boot(): void {
    if (!this.user) throw new Error(`${this.name} is not signed in`);
    this.tab?.die();
    const tab = new Tab(this.name, this.disk, this.user, this.module);
    this.tab = tab;
    void tab.died.then(() => this.replace(tab));
  }

  /** Dies within so many operations on its disk; null: not at all. */
  light(operations: number | null): void {
    if (this.tab) this.tab.fuse = operations;
  }

  /** Somebody takes it out of his pocket. */
  look(): void {
    this.tab?.page.sync.wake('visible');
  }

  /** As the page's own `fetch`; a tab that has died meanwhile never hears of the answer. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, ...(this.cookie && { Cookie: this.cookie }) };
    const asking = this.network.request(path, { ...init, headers });
    const { tab } = this;
    const { answer, cookies } = await (tab ? tab.gates.only(tab, asking) : asking);
    const cookie = cookies.find((its) => its.startsWith('ducha='));
    if (cookie) this.cookie = cookie.split(';', 1)[0] ?? '';
    return answer;
  }

  async visit(plan: Plan): Promise<void> {
    this.open.push(plan);
    for (const tap of plan.taps) {
      await this.perform(tap);
      await pause(this.chance.below(BETWEEN_TAPS_MS));
    }
  }

  /** Moves those out of `open` that it now shows as delivered (已送达) and returns them. */
  takeDelivered(): Plan[] {
    if (this.open.length === 0 || this.seenCommits === this.disk.commits) return [];
    this.seenCommits = this.disk.commits;
    const photos = this.disk.rows('photo');
    const delivered = this.open.filter((plan) => this.isMade(plan) && this.shows(plan, photos));
    this.open = this.open.filter((plan) => !delivered.includes(plan));
    return delivered;
  }

  private replace(dead: Tab): void {
    if (this.tab !== dead) return;
    this.deaths += 1;
    setTimeout(() => this.boot(), this.chance.below(LONGEST_REBOOT_MS));
  }

  /** What was not kept when the page died is tapped again; what was, is not. */
  private async perform({ shot, ...wish }: Tap): Promise<void> {
    if (shot) this.disk.keepPhoto(shot.photo_id, shot.bytes);
    do {
      const { tab } = this;
      if (!tab?.isAlive) await pause(LONGEST_REBOOT_MS / 10);
      else await Promise.race([this.tap(tab, wish), tab.died]);
    } while (!this.keeps(wish.uid));
  }

  private async tap({ page }: Tab, wish: Omit<Tap, 'shot'>): Promise<void> {
    await page.perform({ ...wish, occurred_at: instantNow() });
    page.sync.wake('write');
  }

  private keeps(uid: string): boolean {
    const { outbox, sent } = this.disk.content;
    const isIt = (entry: { uid: string }): boolean => entry.uid === uid;
    return [...outbox.values()].some(isIt) || [...sent.values()].some(isIt);
  }

  private isMade({ taps }: Plan): boolean {
    const last = taps.at(-1);
    return last !== undefined && this.keeps(last.uid);
  }

  /** By the product's own rule. */
  private shows({ visit_id, shots }: Plan, rows: ReturnType<Disk['rows']>): boolean {
    const key = `visit/${visit_id}`;
    const photos = rows.filter(({ subject_id }) => subject_id === visit_id);
    const delivery = deliveryOf({
      entries: this.disk.entries.filter(({ about }) => about.includes(key)),
      photos: photos.map(({ id, blob }) => ({ id: String(id), blob: blob as 'missing' })),
      kept: shots.flatMap(({ photo_id }) => this.disk.photo(photo_id) ?? []),
      ...{ phase: 'idle', uploading: null, online: true },
    });
    return delivery === 'delivered';
  }
}

// A history: phones, office, accidents and one server, in the order that one seed gives them.

import { backUp, haveAccident, type Scene } from './accidents';
import type { Disk } from './disk';
import { Gates, settled } from './gates';
import { Ledger } from './ledger';
import { Network } from './network';
import { nextAct, signInIfAsked } from './office';
import { type PageSlot, Phone } from './phone';
import type { Hello, HttpResponse, News, Pipe, Standing } from './pipe';
import { Chance } from './random';
import { recover } from './recovery';
import { Timeline } from './timeline';
import type { Trace, Violation } from './trace';
import { Watch } from './watch';

const OWNERS: readonly (readonly string[])[] = [
  ['ines', 'ines', 'stan'],
  ['ines', 'ines', 'rita'],
  ['ines', 'stan', 'rita'],
  ['ines', 'ivan', 'stan', 'hugo'],
  ['ines', 'ines', 'stan', 'rita'],
];
const STEPS = 420;
const MOVES_SHARE = 0.82;
/** How many histories have a backup from the morning. */
const BACKUP_SHARE = 0.5;
const JUMPS_MS = [5_000, 60_000, 3_600_000, 20 * 3_600_000];

interface Page {
  readonly cursor?: string;
  readonly more?: boolean;
  readonly reset?: string | null;
}

export class History implements Scene {
  readonly chance: Chance;
  readonly time = new Timeline();
  readonly gates = new Gates();
  readonly ledger = new Ledger();
  readonly network: Network;
  readonly phones: readonly Phone[];
  hasBackup = false;
  restores = 0;
  resets = 0;
  accidents = 0;
  private readonly watches: ReadonlyMap<Disk, Watch>;
  private failure: Violation | null = null;

  constructor(
    seed: number,
    readonly pipe: Pipe,
    hello: Hello,
    slots: readonly PageSlot[],
    readonly trace: Trace,
  ) {
    this.chance = new Chance(seed);
    const { chance, time, gates } = this;
    const hear = (standing: Standing): void => this.ledger.hear(standing);
    this.network = new Network(pipe, chance, time, trace, hear);
    for (const slot of slots) slot.tab = null;
    this.phones = chance.pick(OWNERS).map((login, index) => {
      const owner = hello.people[login];
      if (!owner) throw new Error(`nobody is called ${login}`);
      const answered = (disk: Disk, standing: Standing): void => this.answered(disk, standing);
      const fail = (violation: Violation): void => {
        this.failure ??= violation;
      };
      const shared = { chance, time, gates, network: this.network, trace, slots };
      const setting = { ...shared, pictures: hello.pictures, answered, fail };
      return new Phone(`${login}${index}`, owner, setting);
    });
    this.watches = new Map(this.phones.map(({ disk }) => [disk, new Watch(disk, this.ledger)]));
  }

  readonly cloned = (from: Disk, to: Disk): void => {
    const [source, copy] = [this.watches.get(from), this.watches.get(to)];
    if (source && copy) copy.takeOver(source);
  };

  async run(): Promise<void> {
    await this.wakeUp();
    const begun = this.trace.step;
    while (this.trace.step < begun + STEPS) await this.live();
    await recover(this);
    this.ledger.hear(await this.pipe.ask<News>({ do: 'finish' }));
  }

  get comparisons(): number {
    return [...this.watches.values()].reduce((sum, watch) => sum + watch.comparisons, 0);
  }

  /** The morning: every phone has fetched what its person carries. */
  private async wakeUp(): Promise<void> {
    this.network.trouble = 0;
    for (const phone of this.phones) phone.openTab();
    do await this.goOn();
    while (!this.isStill);
    this.network.trouble = 1;
    if (this.chance.happens(BACKUP_SHARE)) await backUp(this);
  }

  /** Whether nothing is under way. */
  get isStill(): boolean {
    return this.gates.open.length === 0 && this.network.calls.length === 0;
  }

  /** One step of what is under way; where nothing is, time passes. */
  async goOn(): Promise<void> {
    await this.after(async () => {
      if (!(await this.move())) this.pass();
    });
  }

  private async live(): Promise<void> {
    await this.after(async () => {
      const isMoving = this.chance.happens(MOVES_SHARE);
      if (!isMoving || !(await this.move())) await this.happen();
    });
  }

  /** The step, and then everything that must hold after any step. */
  private async after(step: () => Promise<void>): Promise<void> {
    this.trace.step += 1;
    await step();
    await settled();
    for (const watch of this.watches.values()) watch.look();
    if (this.failure) throw this.failure;
  }

  /** One gate or one call goes on; false where none can. */
  private async move(): Promise<boolean> {
    const gates = this.gates.open;
    const calls = this.network.ready;
    if (gates.length + calls.length === 0) return false;
    const chosen = this.chance.below(gates.length + calls.length);
    const gate = gates[chosen];
    const call = calls[chosen - gates.length];
    if (gate) this.gates.release(gate);
    else if (call) await this.network.advance(call);
    return true;
  }

  private async happen(): Promise<void> {
    const phone = this.chance.pick(this.phones);
    const [tab] = phone.living;
    if (!tab) return phone.openTab();
    const happening = this.chance.weighted<() => Promise<void> | void>([
      [10, () => void phone.tap(this.chance.pick(phone.living))],
      [1.5, () => phone.settle(tab)],
      [0.4, () => phone.takeBack(tab)],
      [2, () => signInIfAsked(this, phone)],
      [2, () => this.act()],
      [3, () => this.accident()],
      [5, () => this.pass()],
      [0.7, () => phone.wake('visible')],
    ]);
    await happening();
  }

  private act(): void {
    const act = nextAct(this.chance, this.phones);
    if (act) void this.network.office(JSON.stringify(act), act);
  }

  private async accident(): Promise<void> {
    this.accidents += 1;
    await haveAccident(this);
  }

  /** Time goes on to whatever is due next, or further. */
  private pass(): void {
    const { time, network, chance } = this;
    const due = [time.next(), network.nextDue()].filter((at) => at !== null);
    const jump = chance.happens(network.trouble * 0.15) ? chance.pick(JUMPS_MS) : 0;
    time.passTo(Math.max(time.now + jump, due.length > 0 ? Math.min(...due) : time.now));
  }

  /** A pull's answer on its way to a disk: what its base must be once it is applied. */
  private answered(disk: Disk, { result, truth }: Standing): void {
    const { status, headers, body } = result as HttpResponse;
    // Asked how much of a photo has arrived, the server answers 200 with headers alone.
    const isJson = status === 200 && headers['content-type']?.startsWith('application/json');
    const page: Page = isJson ? JSON.parse(body) : {};
    if (!page.cursor) return;
    if (page.reset) this.resets += 1;
    else if (truth && !page.more) this.watches.get(disk)?.expect(page.cursor, truth);
  }
}

// Tabs: each a page of the app with a module instance of its own, so that nothing is shared but the disk.

import { isoInstant } from '@device/instant';
import type { SyncState } from '@device/phase';
import type { Clock, Lock } from '@device/ports';
import type { SessionUser } from '@/api/session';
import type { Disk, Mortal } from './disk';
import type { Gates } from './gates';
import type { Page, PagePorts } from './page';
import type { Chance } from './random';
import type { Timeline } from './timeline';

export interface PageModule {
  openPage(ports: PagePorts, changed: (state: SyncState) => void): Page;
}

const TIMER_MS = 30_000;
const CHINA_MIN = 480;
const EPOCH_MS = Date.parse('2026-05-06T02:00:00Z');

export interface Habitat {
  readonly gates: Gates;
  readonly time: Timeline;
  readonly chance: Chance;
  /** Over this phone's network, with its browser's cookies. */
  fetch(tab: Tab, path: string, init?: RequestInit): Promise<Response>;
  /** Whether the lock is given to this tab although another has it. */
  isStolen(): boolean;
  readonly isResting: boolean;
  /** Ms by which the phone's clock is ahead. */
  skew(): number;
  phaseChanged(tab: Tab, state: SyncState): void;
}

export interface Place {
  readonly name: string;
  readonly disk: Disk;
  readonly user: SessionUser;
  readonly habitat: Habitat;
}

export class Tab implements Mortal {
  isAlive = true;
  fuse: number | null = null;
  readonly page: Page;
  state: SyncState | null = null;

  /** Rows a page, so that pulls have several. */
  readonly pageLimit: number;
  readonly name: string;
  readonly disk: Disk;
  readonly user: SessionUser;
  private readonly habitat: Habitat;

  constructor({ name, disk, user, habitat }: Place, module: PageModule) {
    const { gates, chance } = habitat;
    this.name = name;
    this.disk = disk;
    this.user = user;
    this.habitat = habitat;
    this.pageLimit = chance.pick([3, 10, 30, 1000]);
    this.page = module.openPage(
      {
        user,
        store: disk.storeFor(this, gates),
        blobs: disk.blobsFor(this, gates),
        clock: this.clock(),
        ids: {
          client: () => `client-${chance.hex(12)}`,
          uid: () => this.uid(),
        },
        lock: this.lock(),
        random: () => chance.share(),
        app: '1.0.0',
        started_at: EPOCH_MS + habitat.time.now + habitat.skew(),
        stepRows: chance.pick([2, 20, 500]),
      },
      (state) => this.heed(state),
    );
  }

  open(): void {
    this.page.sync.start();
    this.tick();
  }

  die(): void {
    this.isAlive = false;
    this.disk.holders.delete(this);
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.habitat.fetch(this, path, init);
  }

  uid(): string {
    const { chance, time } = this.habitat;
    return `${(EPOCH_MS + time.now).toString(16).padStart(12, '0')}-7-${chance.hex(16)}`;
  }

  instant(): string {
    return isoInstant(EPOCH_MS + this.habitat.time.now + this.habitat.skew(), CHINA_MIN);
  }

  private clock(): Clock {
    const { time } = this.habitat;
    return {
      now: () => EPOCH_MS + time.now + this.habitat.skew(),
      instant: () => this.instant(),
      after: (ms, wake) => time.after(ms, () => this.isAlive && wake()),
    };
  }

  /** As the app's own triggers do: the fallback where no poke comes. */
  private tick(): void {
    this.habitat.time.after(TIMER_MS, () => {
      if (!this.isAlive || this.habitat.isResting) return;
      this.page.sync.wake('timer');
      this.tick();
    });
  }

  private heed(state: SyncState): void {
    this.state = state;
    if (this.isAlive) this.habitat.phaseChanged(this, state);
  }

  private lock(): Lock {
    const { holders } = this.disk;
    return {
      run: async (work) => {
        await this.habitat.gates.pass(this, 'lock');
        if (holders.size > 0 && !this.habitat.isStolen()) return false;
        holders.add(this);
        try {
          await work();
        } finally {
          holders.delete(this);
        }
        return true;
      },
    };
  }
}

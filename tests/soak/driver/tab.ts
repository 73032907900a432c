// Tabs: a page at work on a phone's disk, until it dies in the middle of something.

import type { SessionUser } from '@/api/session';
import type { Disk, Mortal } from '../../sim/driver/disk';
import { FreeGates } from './freeGates';
import type { Ground, Page } from './page';

/** What pages call when no pokes come. */
const TIMER_MS = 30_000;

export interface PageModule {
  openPage(user: SessionUser, ground: Ground): Page;
  signIn(login: string, password: string): Promise<SessionUser>;
}

export class Tab implements Mortal {
  isAlive = true;
  fuse: number | null = null;
  readonly gates = new FreeGates();
  readonly page: Page;
  readonly died: Promise<void>;
  private readonly timer: NodeJS.Timeout;
  private tellDeath: () => void = () => undefined;

  constructor(
    readonly name: string,
    disk: Disk,
    user: SessionUser,
    module: PageModule,
  ) {
    this.died = new Promise((resolve) => {
      this.tellDeath = resolve;
    });
    const ground = {
      store: disk.storeFor(this, this.gates),
      blobs: disk.blobsFor(this, this.gates),
    };
    this.page = module.openPage(user, ground);
    this.timer = setInterval(() => this.page.sync.wake('timer'), TIMER_MS);
    this.page.sync.start();
  }

  die(): void {
    this.isAlive = false;
    clearInterval(this.timer);
    this.tellDeath();
  }
}

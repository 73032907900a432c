// The loop: runs rounds when woken, one at a time, and waits between failures.

import { backoff } from './backoff';
import { StorageFull } from './faults';
import {
  heeds,
  IDLE,
  isEncouraging,
  type Phase,
  phaseAfter,
  type Reason,
  type SyncState,
} from './phase';
import type { SyncKit } from './ports';
import type { Problem } from './problems';
import { type RoundReport, round } from './round';

export interface Sync {
  start(): void;
  stop(): void;
  wake(reason: Reason): void;
  readonly state: SyncState;
}

/** How soon to look again whether the syncing tab is gone. */
const ELSEWHERE_MS = 15_000;

/** The local database failed this often in a row: to go on by itself would only hide it. */
const MAX_LOCAL_FAULTS = 3;

/** Not the network's fault, yet worth another try. */
const localProblem = (error: unknown): Problem => ({
  kind: 'transient',
  cause: 'busy',
  code: error instanceof StorageFull ? 'storage-full' : 'local-fault',
});

class Loop implements Sync, RoundReport {
  state: SyncState = { ...IDLE, phase: 'stopped' };
  private running = false;
  private wanted = false;
  /** Something happened during the round that may undo the problem which it is about to meet. */
  private encouraged = false;
  private attempt = 0;
  private localFaults = 0;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly kit: SyncKit,
    private readonly changed: (state: SyncState) => void,
  ) {}

  start(): void {
    if (this.state.phase !== 'stopped') return;
    this.tell({ phase: 'idle' });
    this.wake('start');
  }

  stop(): void {
    this.cancel();
    this.wanted = false;
    this.tell({ phase: 'stopped' });
  }

  wake(reason: Reason): void {
    if (!heeds(this.state, reason)) return;
    if (isEncouraging(reason)) {
      this.attempt = 0;
      this.encouraged = true;
    }
    this.wanted = true;
    if (!this.running) void this.run();
  }

  phase(phase: Phase): void {
    if (this.state.phase !== 'stopped') this.tell({ phase });
  }

  progress(photo_id: string, sent: number, size: number): void {
    this.tell({ upload: { photo_id, sent, size } });
  }

  isWanted(): boolean {
    return this.wanted || this.state.phase === 'stopped';
  }

  private async run(): Promise<void> {
    this.running = true;
    this.cancel();
    while (this.wanted) {
      this.wanted = false;
      this.encouraged = false;
      await this.once();
    }
    this.running = false;
  }

  private async once(): Promise<void> {
    let problem: Problem | null = null;
    const work = async (): Promise<void> => {
      problem = await round(this.kit, this);
    };
    try {
      const ran = await this.kit.lock.run(work);
      this.localFaults = 0;
      this.finish(ran ? problem : 'elsewhere');
    } catch (error) {
      this.localFaults += 1;
      this.finish(localProblem(error));
    }
  }

  private finish(problem: Problem | null | 'elsewhere'): void {
    if (this.state.phase === 'stopped') return;
    if (problem === 'elsewhere') this.later('elsewhere', ELSEWHERE_MS);
    else if (problem) this.fail(problem);
    else this.succeed();
  }

  private succeed(): void {
    this.attempt = 0;
    this.tell(IDLE);
  }

  private fail(problem: Problem): void {
    const phase = phaseAfter(problem);
    this.tell({ ...IDLE, phase, problem });
    // What was written meanwhile would meet the same problem; a lost device says nothing more.
    this.wanted = this.encouraged && phase !== 'lost';
    // After too many local faults it waits for a person, or for the page to be looked at again.
    if (problem.kind !== 'transient' || this.localFaults >= MAX_LOCAL_FAULTS) return;
    const { cause, retryAfter } = problem;
    this.later('waiting', backoff(this.attempt, cause, this.kit.random(), retryAfter));
    this.attempt += 1;
  }

  private later(phase: Phase, ms: number): void {
    this.tell({ phase, upload: null, retry_at: this.kit.clock.now() + ms });
    this.cancel = this.kit.clock.after(ms, () => {
      this.wanted = true;
      if (!this.running) void this.run();
    });
  }

  private tell(change: Partial<SyncState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }
}

export function createSync(kit: SyncKit, changed: (state: SyncState) => void): Sync {
  return new Loop(kit, changed);
}

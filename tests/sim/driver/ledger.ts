// The ledger as the simulator has heard of it: results, effects and their order (I1, I2).

import type { News } from './pipe';
import { asViolation, Violation } from './trace';

interface Made {
  readonly disk: string;
  readonly n: number;
}

export class Ledger {
  effects = 0;
  /** Every result that was ever committed, also those that a restore has taken back. */
  readonly known = new Map<string, string>();
  /** What the server holds now. */
  private current = new Map<string, string>();
  private readonly made = new Map<string, Made>();
  private latest = new Map<string, number>();

  /** A mutation was seen on a disk; its place never changes, not even on a cloned one. */
  note(uid: string, disk: string, n: number): void {
    const made = this.made.get(uid) ?? { disk, n };
    if (made.n !== n) throw new Violation('I2', `${uid} has changed its place`);
    this.made.set(uid, made);
  }

  hear({ lines = [], results = [], violations = [] }: News): void {
    const [first] = violations;
    if (first) throw asViolation(first);
    for (const [uid, status] of results) {
      this.known.set(uid, status);
      this.current.set(uid, status);
    }
    for (const uid of lines) this.take(uid);
  }

  /** A restore: what follows is the whole story anew. */
  forget(): void {
    this.current = new Map();
    this.latest = new Map();
  }

  statusNow(uid: string): string | undefined {
    return this.current.get(uid);
  }

  private take(uid: string): void {
    this.effects += 1;
    const made = this.made.get(uid);
    if (!made) return;
    const before = this.latest.get(made.disk) ?? 0;
    if (made.n < before) {
      throw new Violation('I2', `${uid} (${made.n}) of ${made.disk} took effect after ${before}`);
    }
    this.latest.set(made.disk, made.n);
  }
}

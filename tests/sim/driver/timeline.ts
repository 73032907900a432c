// Time: one for all, which passes only when the scheduler says so; each phone's clock is wrong by its own.

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** Ms since the history began; the server's clock shows it exactly. */
export class Timeline {
  now = 0;
  private timers: Timer[] = [];

  after(ms: number, wake: () => void): () => void {
    const timer = { at: this.now + ms, wake };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** When the next timer is due; null where none is set. */
  next(): number | null {
    return this.timers.length > 0 ? Math.min(...this.timers.map(({ at }) => at)) : null;
  }

  /** Lets time pass up to `to` and wakes what falls due, in its order. */
  passTo(to: number): void {
    const due = this.timers.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter(({ at }) => at > to);
    for (const { at, wake } of due) {
      this.now = Math.max(this.now, at);
      wake();
    }
    this.now = Math.max(this.now, to);
  }
}

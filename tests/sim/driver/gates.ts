// Gates: where a tab waits until the scheduler lets it go on. A dead tab waits for ever.

export interface Living {
  readonly name: string;
  readonly isAlive: boolean;
}

export interface Gate {
  readonly who: Living;
  readonly label: string;
  open(): void;
}

const NEVER = new Promise<never>(() => undefined);

export class Gates {
  private waiting: Gate[] = [];

  get open(): readonly Gate[] {
    this.waiting = this.waiting.filter(({ who }) => who.isAlive);
    return this.waiting;
  }

  pass(who: Living, label: string): Promise<void> {
    if (!who.isAlive) return NEVER;
    return new Promise((resolve) => {
      this.waiting.push({ who, label, open: resolve });
    });
  }

  release(gate: Gate): void {
    this.waiting = this.waiting.filter((other) => other !== gate);
    gate.open();
  }

  /** The work once the gate is open. */
  async through<T>(who: Living, label: string, work: () => Promise<T>): Promise<T> {
    await this.pass(who, label);
    return this.only(who, work());
  }

  /** The same promise; whoever has died meanwhile never hears of its end. */
  async only<T>(who: Living, promise: Promise<T>): Promise<T> {
    try {
      const result = await promise;
      return who.isAlive ? result : await NEVER;
    } catch (error) {
      if (!who.isAlive) return NEVER;
      throw error;
    }
  }
}

/** All that can go on by itself has done so when this resolves. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

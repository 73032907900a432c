// The trace: what happened, step by step; its hash tells whether a replay was the same.

import { createHash } from 'node:crypto';

const SHOWN = 25;

export class Violation extends Error {
  override readonly name = 'Violation';

  constructor(
    readonly invariant: string,
    readonly why: string,
  ) {
    super(`${invariant}: ${why}`);
  }
}

/** A violation as the server's side words it: "I3: why". */
export function asViolation(text: string): Violation {
  const [invariant = '', ...why] = text.split(': ');
  return new Violation(invariant, why.join(': '));
}

export class Trace {
  step = 0;
  private readonly lines: string[] = [];
  private readonly sum = createHash('sha256');

  constructor(private readonly tell: ((line: string) => void) | null) {}

  note(who: string, what: string): void {
    const line = `${this.step} ${who}: ${what}`;
    this.sum.update(`${line}\n`);
    this.tell?.(line);
    this.lines.push(line);
    if (this.lines.length > SHOWN) this.lines.shift();
  }

  get latest(): readonly string[] {
    return this.lines;
  }

  hash(): string {
    return this.sum.copy().digest('hex').slice(0, 16);
  }
}

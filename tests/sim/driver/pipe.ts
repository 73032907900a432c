// The pipe to the server's process: one JSON line asks, one answers.

import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { SessionUser } from '@/api/session';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Base64, in place of `body`. */
  readonly bytes?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What was committed since the last news, and what is wrong with it. */
export interface News {
  readonly lines?: readonly string[];
  readonly results?: readonly (readonly [uid: string, status: string])[];
  readonly violations?: readonly string[];
}

export interface CarriedRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
  readonly version: number;
}

/** What a device must hold of the server at this version: "entity/id" → row. */
export interface Truth {
  readonly version: number;
  readonly rows: Readonly<Record<string, CarriedRow>>;
}

export interface Standing extends News {
  /** The stop where it waits; null once it has ended. */
  readonly at: string | null;
  readonly result: unknown;
  readonly truth: Truth | null;
  /** Who waits for a lock that another holds. */
  readonly waiting: readonly number[];
}

export interface SignedIn {
  readonly cookie: string;
  readonly user: SessionUser;
}

export interface Picture {
  readonly bytes: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Hello {
  readonly people: Readonly<Record<string, SignedIn>>;
  readonly pictures: readonly Picture[];
}

export class Pipe {
  private readonly answers: AsyncIterator<string>;

  constructor(
    from: Readable,
    private readonly to: Writable,
  ) {
    this.answers = createInterface({ input: from })[Symbol.asyncIterator]();
  }

  async ask<T>(question: Readonly<Record<string, unknown>>): Promise<T> {
    this.to.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error('the server process has gone away');
    return JSON.parse(value) as T;
  }
}

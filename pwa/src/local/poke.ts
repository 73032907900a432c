// The Poke port over server-sent events: one stream while somebody listens, reopened with patience.

import type { Listener, Poke } from '@device/ports';

const ENDPOINT = '/api/sync/poke';

/** A stream that was open ended as it should: at once, but not with a thousand others. */
const AFTER_STREAM_MS = 5_000;
const AFTER_FAILURE_MS = 60_000;
const LONGEST_MS = 300_000;

/** Half of the wait is chance. */
const spread = (ms: number): number => ms / 2 + (ms / 2) * Math.random();

class Stream {
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isOpen = false;
  private isOver = false;

  constructor(
    private readonly clientId: () => Promise<string>,
    private readonly listener: Listener,
  ) {}

  async open(): Promise<void> {
    const id = await this.clientId().catch(() => null);
    if (this.isOver) return;
    if (id === null) return this.fail();
    const source = new EventSource(`${ENDPOINT}?client_id=${encodeURIComponent(id)}`);
    source.addEventListener('hello', () => this.begin());
    source.addEventListener('poke', () => this.listener.poked());
    source.addEventListener('error', () => this.fail());
    this.source = source;
  }

  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.source?.close();
  }

  /** What happened while no stream was open was not told. */
  private begin(): void {
    this.failures = 0;
    this.isOpen = true;
    this.listener.opened(true);
    this.listener.poked();
  }

  /**
   * The browser would come again by itself, every few seconds and for ever, after some failures and never
   * after others; so it is not left to it.
   */
  private fail(): void {
    const wasOpen = this.isOpen;
    this.source?.close();
    this.isOpen = false;
    this.listener.opened(false);
    const after = Math.min(LONGEST_MS, AFTER_FAILURE_MS * 2 ** this.failures);
    this.failures += wasOpen ? 0 : 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), spread(wasOpen ? AFTER_STREAM_MS : after));
  }
}

/** Asks for the device's name at each opening, since a re-key changes it. */
export function eventPoke(clientId: () => Promise<string>): Poke {
  return {
    subscribe: (listener) => {
      if (typeof EventSource === 'undefined') return () => undefined;
      const stream = new Stream(clientId, listener);
      void stream.open();
      return () => stream.end();
    },
  };
}

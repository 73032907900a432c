// The scheduler's process: runs histories by their seeds and tells how they ended.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { History } from './history';
import type { PageSlot } from './phone';
import { type Hello, Pipe } from './pipe';
import type { PageModule } from './tabs';
import { Trace, Violation } from './trace';

const MOST_TABS = 10;

interface Options {
  readonly first: number;
  readonly count: number;
  readonly isLoud: boolean;
  readonly folder: string;
}

interface Outcome {
  readonly steps: number;
  readonly faults: number;
  readonly resets: number;
  readonly effects: number;
  readonly comparisons: number;
  readonly hash: string;
  readonly violation: Violation | null;
}

declare global {
  var simFetch: (url: string) => (path: string, init?: RequestInit) => Promise<Response>;
}

/** Page instances; each one's `fetch` is that of the tab which has it at the time. */
async function loadPages(folder: string): Promise<PageSlot[]> {
  const slots: PageSlot[] = [];
  globalThis.simFetch = (url) => (path, init) => {
    const tab = slots[Number(new URL(url).searchParams.get('slot'))]?.tab;
    if (!tab) throw new Error('a page without a tab');
    return tab.fetch(path, init);
  };
  const file = pathToFileURL(resolve(folder, 'page.mjs')).href;
  for (let slot = 0; slot < MOST_TABS; slot += 1) {
    slots.push({ module: (await import(`${file}?slot=${slot}`)) as PageModule, tab: null });
  }
  return slots;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function runSeed(
  seed: number,
  pipe: Pipe,
  hello: Hello,
  slots: PageSlot[],
  isLoud: boolean,
): Promise<Outcome> {
  await pipe.ask({ do: 'begin_history', seed });
  const trace = new Trace(isLoud ? say : null);
  const history = new History(seed, pipe, hello, slots, trace);
  let violation: Violation | null = null;
  try {
    await history.run();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
    say(`seed=${seed} step=${trace.step} invariant=${error.invariant}: ${error.why}`);
    if (!isLoud) for (const line of trace.latest) say(`  ${line}`);
  }
  const { network, accidents, resets, ledger, comparisons } = history;
  const faults = network.faults + accidents;
  const counts = { faults, resets, effects: ledger.effects, comparisons };
  return { ...counts, steps: trace.step, hash: trace.hash(), violation };
}

async function main({ first, count, isLoud, folder }: Options): Promise<void> {
  const pipe = new Pipe(process.stdin, process.stdout);
  const slots = await loadPages(folder);
  const hello = await pipe.ask<Hello>({ do: 'hello' });
  for (let seed = first; seed < first + count; seed += 1) {
    const { violation, ...outcome } = await runSeed(seed, pipe, hello, slots, isLoud);
    const told = violation ? { invariant: violation.invariant, why: violation.why } : null;
    await pipe.ask({ do: 'ended', seed, outcome: { ...outcome, violation: told } });
  }
}

const [first, count, isLoud, folder = '.'] = process.argv.slice(2);
await main({ first: Number(first), count: Number(count), isLoud: isLoud === 'loud', folder });
process.exit(0);

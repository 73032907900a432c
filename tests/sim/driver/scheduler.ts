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
  /** quiet; loud: with the whole trace; caught: ends at the first violation. */
  readonly mode: string;
  readonly folder: string;
}

/** What all histories of a run share. */
interface Cast {
  readonly pipe: Pipe;
  readonly hello: Hello;
  readonly slots: readonly PageSlot[];
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

/** Where it broke a promise, if it did; what is no violation is a mistake of the simulator's own. */
async function violationOf(history: History): Promise<Violation | null> {
  try {
    await history.run();
    return null;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}

function tell(seed: number, { invariant, why }: Violation, trace: Trace, isLoud: boolean): void {
  say(`seed=${seed} step=${trace.step} invariant=${invariant}: ${why}`);
  if (!isLoud) for (const line of trace.latest) say(`  ${line}`);
}

async function runSeed(seed: number, cast: Cast, isLoud: boolean): Promise<Outcome> {
  const { pipe, hello, slots } = cast;
  await pipe.ask({ do: 'begin_history', seed });
  const trace = new Trace(isLoud ? say : null);
  const history = new History(seed, pipe, hello, slots, trace);
  const violation = await violationOf(history);
  if (violation) tell(seed, violation, trace, isLoud);
  const { network, accidents, resets, ledger, comparisons } = history;
  const faults = network.faults + accidents;
  const counts = { faults, resets, effects: ledger.effects, comparisons };
  return { ...counts, steps: trace.step, hash: trace.hash(), violation };
}

async function main({ first, count, mode, folder }: Options): Promise<void> {
  const pipe = new Pipe(process.stdin, process.stdout);
  const slots = await loadPages(folder);
  const hello = await pipe.ask<Hello>({ do: 'hello' });
  for (let seed = first; seed < first + count; seed += 1) {
    const { violation, ...outcome } = await runSeed(seed, { pipe, hello, slots }, mode === 'loud');
    const told = violation ? { invariant: violation.invariant, why: violation.why } : null;
    await pipe.ask({ do: 'ended', seed, outcome: { ...outcome, violation: told } });
    if (violation && mode === 'caught') return;
  }
}

const [first, count, mode = 'quiet', folder = '.'] = process.argv.slice(2);
await main({ first: Number(first), count: Number(count), mode, folder });
process.exit(0);

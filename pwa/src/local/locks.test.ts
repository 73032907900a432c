// One syncing tab, and a way past one that is frozen with the lock in its hands.
// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { webLock } from './locks';

type Callback = (lock: object | null) => Promise<void>;

/** Web Locks as far as one name is concerned. */
function fakeLocks() {
  let holder: ((error: unknown) => void) | null = null;
  const hold = (callback: Callback): Promise<void> =>
    new Promise((resolve, reject) => {
      holder = reject;
      callback({}).then(resolve, reject);
    }).finally(() => {
      holder = null;
    }) as Promise<void>;
  return {
    request: (_: string, options: { steal?: boolean }, callback: Callback): Promise<void> => {
      if (!holder) return hold(callback);
      if (!options.steal) return callback(null);
      holder(new DOMException('stolen', 'AbortError'));
      return hold(callback);
    },
  };
}

const START = Date.parse('2026-05-01T02:00:00Z');

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('navigator', { locks: fakeLocks() });
  vi.useFakeTimers({ now: START });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A tab that holds the lock until told. */
function aTab() {
  let end: () => void = () => undefined;
  const work = () => new Promise<void>((resolve) => (end = resolve));
  return { ran: webLock('sync').run(work), end: () => end() };
}

it('runs the work where nobody else does', async () => {
  const work = vi.fn(async () => undefined);
  expect(await webLock('sync').run(work)).toBe(true);
  expect(work).toHaveBeenCalledOnce();
});

it('leaves the work to the tab that is at it', async () => {
  aTab();
  await vi.advanceTimersByTimeAsync(200_000);
  const work = vi.fn(async () => undefined);
  expect(await webLock('sync').run(work)).toBe(false);
  expect(work).not.toHaveBeenCalled();
});

it('scenario 20: steals the lock from a frozen tab', async () => {
  aTab();
  vi.clearAllTimers();
  vi.setSystemTime(START + 89_000);
  const work = vi.fn(async () => undefined);
  expect(await webLock('sync').run(work)).toBe(false);
  vi.setSystemTime(START + 91_000);
  expect(await webLock('sync').run(work)).toBe(true);
  expect(work).toHaveBeenCalledOnce();
});

it('scenario 20: lets the robbed tab finish in peace when it thaws', async () => {
  const frozen = aTab();
  vi.clearAllTimers();
  vi.setSystemTime(START + 91_000);
  await webLock('sync').run(async () => undefined);
  frozen.end();
  expect(await frozen.ran).toBe(true);
});

it('passes on what the work throws', async () => {
  const work = async (): Promise<void> => {
    throw new Error('mine');
  };
  await expect(webLock('sync').run(work)).rejects.toThrow('mine');
});

it('syncs where nothing can be kept beside the databases', async () => {
  const denied = (): never => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: denied, setItem: denied, removeItem: denied });
  const work = vi.fn(async () => undefined);
  expect(await webLock('sync').run(work)).toBe(true);
  expect(work).toHaveBeenCalledOnce();
});

it('scenario 21: takes a beat from the future, after the clock was set back, for none', async () => {
  aTab();
  vi.clearAllTimers();
  vi.setSystemTime(START - 3_600_000);
  expect(await webLock('sync').run(async () => undefined)).toBe(true);
});

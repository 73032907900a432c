// Triggers: the timer runs often without pokes, seldom with them.

import type { Listener } from '@device/ports';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followPokes, Timer } from './triggers';

let woken: string[];
let timer: Timer;

beforeEach(() => {
  vi.useFakeTimers();
  woken = [];
  timer = new Timer((reason) => woken.push(reason));
});

afterEach(() => {
  timer.stop();
  vi.useRealTimers();
});

it('wakes every half minute where no pokes come', () => {
  timer.run(false);
  vi.advanceTimersByTime(90_000);
  expect(woken).toEqual(['timer', 'timer', 'timer']);
});

it('wakes every five minutes while pokes come', () => {
  timer.run(false);
  timer.run(true);
  vi.advanceTimersByTime(300_000);
  expect(woken).toEqual(['timer']);
});

it('is silent after its end', () => {
  timer.run(false);
  timer.stop();
  vi.advanceTimersByTime(900_000);
  expect(woken).toEqual([]);
});

function aPoke() {
  let told: Listener | undefined;
  const stop = vi.fn();
  const poke = {
    subscribe: (listener: Listener) => {
      told = listener;
      return stop;
    },
  };
  return { poke, stop, listener: () => told as Listener };
}

it('goes over from timer to pokes, and back when they end', () => {
  const { poke, stop, listener } = aPoke();
  timer.run(false);
  const end = followPokes(poke, (reason) => woken.push(reason), timer);
  listener().opened(true);
  listener().poked();
  vi.advanceTimersByTime(299_000);
  expect(woken).toEqual(['poke']);
  listener().opened(false);
  vi.advanceTimersByTime(30_000);
  expect(woken).toEqual(['poke', 'timer', 'timer']);
  listener().opened(true);
  end();
  expect(stop).toHaveBeenCalledOnce();
  woken = [];
  vi.advanceTimersByTime(30_000);
  expect(woken).toEqual(['timer']);
});

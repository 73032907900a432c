// Metered links: photos wait only where the user wants it and the browser says that it costs him.
// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setWaker } from './wake';

class Line extends EventTarget {
  type: string | undefined = 'wifi';
  saveData = false;

  become(change: { type?: string; saveData?: boolean }): void {
    Object.assign(this, change);
    this.dispatchEvent(new Event('change'));
  }
}

let line: Line;
let woken: string[];
let end: () => void;
let metered: typeof import('./metered');

beforeEach(async () => {
  localStorage.clear();
  vi.resetModules();
  line = new Line();
  woken = [];
  vi.stubGlobal('navigator', { connection: line });
  metered = await import('./metered');
  const { setWaker: setFresh } = await import('./wake');
  setFresh((reason) => woken.push(reason));
  end = metered.watchLine();
});

afterEach(() => {
  end();
  vi.unstubAllGlobals();
  setWaker(() => undefined);
});

it('lets photos go over any line until the user says otherwise', () => {
  line.become({ type: 'cellular' });
  expect(metered.photosWait.value).toBe(false);
});

it('lets them wait on mobile data, and where data is to be saved', () => {
  metered.waitForWifi(true);
  expect(metered.photosWait.value).toBe(false);
  line.become({ type: 'cellular' });
  expect(metered.photosWait.value).toBe(true);
  line.become({ type: 'wifi', saveData: true });
  expect(metered.photosWait.value).toBe(true);
});

it('sends them by itself when the line changes', () => {
  metered.waitForWifi(true);
  line.become({ type: 'cellular' });
  woken.length = 0;
  line.become({ type: 'wifi' });
  expect(metered.photosWait.value).toBe(false);
  expect(woken).toEqual(['online']);
});

it('sends them now where the user wants it, over this line only', () => {
  metered.waitForWifi(true);
  line.become({ type: 'cellular' });
  woken.length = 0;
  metered.sendPhotosNow();
  expect(metered.photosWait.value).toBe(false);
  expect(woken).toEqual(['button']);
  line.become({ type: 'wifi' });
  line.become({ type: 'cellular' });
  expect(metered.photosWait.value).toBe(true);
});

it('remembers the choice, and forgets nothing that waits when it is taken back', async () => {
  metered.waitForWifi(true);
  vi.resetModules();
  const anew = await import('./metered');
  expect(anew.waitsForWifi.value).toBe(true);
  line.become({ type: 'cellular' });
  woken.length = 0;
  metered.waitForWifi(false);
  expect(woken).toEqual(['button']);
});

it('does not hold back what no browser can tell', () => {
  vi.stubGlobal('navigator', {});
  expect(metered.knowsLine()).toBe(false);
  metered.watchLine()();
  metered.waitForWifi(true);
  expect(metered.photosWait.value).toBe(false);
});

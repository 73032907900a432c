// Display settings: applied to the page, kept, robust against junk.
// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { restoreDisplay, useDisplay } from './useDisplay';

const { display, setDisplay } = useDisplay();
const root = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  setDisplay({ theme: 'light', textSize: '100', hand: 'right', language: 'zh-CN' });
});

test('a choice shows at once and is kept', () => {
  setDisplay({ theme: 'sunlight', textSize: '200', hand: 'left', language: 'en' });
  expect(root.dataset).toMatchObject({ theme: 'sunlight', hand: 'left' });
  expect(root.lang).toBe('en');
  expect(root.style.getPropertyValue('--text-scale')).toBe('2');
  expect(JSON.parse(localStorage.getItem('ducha-display') ?? '')).toMatchObject({
    theme: 'sunlight',
  });
});

test('junk in the store leaves the defaults', () => {
  localStorage.setItem('ducha-display', '{"theme":"plaid","textSize":"150"}');
  restoreDisplay();
  expect(display).toMatchObject({ theme: 'light', textSize: '150' });
  localStorage.setItem('ducha-display', 'not json');
  expect(restoreDisplay).not.toThrow();
});

// How this device shows things: theme, text size, language, left hand. Kept at once, applied at start.
import { reactive, readonly } from 'vue';

export type Theme = 'light' | 'dark' | 'sunlight';
export type TextSize = '100' | '125' | '150' | '200';
export type Hand = 'right' | 'left';
export type DisplayLanguage = 'zh-CN' | 'en';
export type Display = {
  theme: Theme;
  textSize: TextSize;
  hand: Hand;
  language: DisplayLanguage;
};

const KEY = 'ducha-display';
const CHOICES: { [K in keyof Display]: readonly Display[K][] } = {
  theme: ['light', 'dark', 'sunlight'],
  textSize: ['100', '125', '150', '200'],
  hand: ['right', 'left'],
  language: ['zh-CN', 'en'],
};
/** The colour of the system's bars around the app. */
const BAR: Record<Theme, string> = { light: '#eff4f3', dark: '#0b1517', sunlight: '#ffffff' };

const display = reactive<Display>({
  theme: 'light',
  textSize: '100',
  hand: 'right',
  language: 'zh-CN',
});

function pick<K extends keyof Display>(key: K, value: unknown) {
  const known = CHOICES[key].find((choice) => choice === value);
  if (known) display[key] = known;
}

function read(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
  } catch {
    // Blocked or broken storage: the defaults will do.
    return {};
  }
}

function show() {
  const root = document.documentElement;
  root.dataset.theme = display.theme;
  root.dataset.hand = display.hand;
  root.lang = display.language;
  root.style.setProperty('--text-scale', String(Number(display.textSize) / 100));
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', BAR[display.theme]);
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(display));
  } catch {
    // The choice still holds until the page is closed.
  }
}

/** Called once, before the app is mounted. */
export function restoreDisplay(): void {
  const kept = read();
  for (const key of Object.keys(CHOICES) as (keyof Display)[]) pick(key, kept[key]);
  show();
}

export function useDisplay() {
  return {
    display: readonly(display),
    setDisplay(change: Partial<Display>): void {
      for (const key of Object.keys(change) as (keyof Display)[]) pick(key, change[key]);
      show();
      keep();
    },
  };
}

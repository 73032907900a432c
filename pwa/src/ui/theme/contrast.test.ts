// Contrast: every pair of colours that carries text passes WCAG AA; 强光 passes 7:1.
import { expect, test } from 'vitest';
import css from './tokens.css?raw';

type Tokens = Record<string, string>;

function tokensOf(theme: string): Tokens {
  const block = css.split(`data-theme="${theme}"]`)[1]?.split('}')[0] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  );
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, two: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TONES = ['brand', 'green', 'blue', 'orange', 'bad', 'warn', 'quiet'];
const GROUNDS = ['paper', 'card', 'sunken'];
const PAIRS: [ink: string, ground: string][] = [
  ...['ink', 'ink-2', 'ink-3'].flatMap((ink) =>
    GROUNDS.map((ground): [string, string] => [ink, ground]),
  ),
  ...TONES.flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    [tone, 'card'],
    ['ink', `${tone}-soft`],
    ['ink-2', `${tone}-soft`],
  ]),
  ...TONES.filter((tone) => tone !== 'brand').map((tone): [string, string] => ['on-fill', tone]),
  ['on-brand', 'brand'],
  ['brand', 'paper'],
  ['card', 'ink'],
];

test.each([
  ['light', 4.5],
  ['dark', 4.5],
  ['sunlight', 7],
])('%s: text stands out by %s to 1 at least', (theme, least) => {
  const tokens = tokensOf(theme);
  const weak = PAIRS.map(([ink, ground]) => ({
    pair: `${ink} on ${ground}`,
    ratio: contrast(tokens[ink] ?? '#808080', tokens[ground] ?? '#808080'),
  })).filter(({ ratio }) => ratio < least);
  expect(weak).toEqual([]);
});

test.each(['light', 'dark', 'sunlight'])('%s: borders of controls stand out by 3 to 1', (theme) => {
  const tokens = tokensOf(theme);
  for (const ground of ['card', 'paper']) {
    expect(contrast(tokens['line-strong'] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(3);
  }
});

// Search: words, full width, initials.
import { expect, test } from 'vitest';
import { countCharacters, matchesSearch } from './text';

const site = ['望溪中心营业厅', 'W-001', '望溪分公司'];

test('nothing typed finds everything', () => {
  expect(matchesSearch(site, '  ')).toBe(true);
});

test('a word, a code in full width and initials all find the site', () => {
  expect(matchesSearch(site, '中心')).toBe(true);
  expect(matchesSearch(site, 'ｗ-００１')).toBe(true);
  expect(matchesSearch(site, 'wxzx')).toBe(true);
});

test('every word must be found, in any of the texts', () => {
  expect(matchesSearch(site, 'wxzx 分公司')).toBe(true);
  expect(matchesSearch(site, '望溪 石篷')).toBe(false);
});

test('initials do not jump from one text into the next', () => {
  expect(matchesSearch(['望溪', '营业厅'], 'wxyyt')).toBe(false);
});

test('a rare character counts as one', () => {
  expect(countCharacters('𠮷龘')).toBe(2);
});

// Pinyin initials from the platform's collation.
import { expect, test } from 'vitest';
import { hasInitials, initialsOf } from './pinyin';

test('common characters give their initial', () => {
  const samples =
    '安a班b餐c渡d鹅e福f岗g海h检j控k鹭l门m南n欧o片p青q燃r石s厅t望w溪x营y中z督d查c业y服f务w道d线x汀t县x云y管g网w冷l氢q';
  const characters = Array.from(samples);
  for (let at = 0; at < characters.length; at += 2) {
    expect([characters[at], initialsOf(characters[at] ?? '')]).toEqual([
      characters[at],
      characters[at + 1],
    ]);
  }
});

test('the initials of a run of characters are found anywhere in a name', () => {
  expect(hasInitials('望溪营业厅', 'wxyyt')).toBe(true);
  expect(hasInitials('望溪中心营业厅', 'zxyyt')).toBe(true);
  expect(hasInitials('望溪营业厅', 'wxt')).toBe(false);
});

test('a character with two readings answers to both', () => {
  expect(hasInitials('长乐站', 'clz')).toBe(true);
  expect(hasInitials('长乐站', 'zlz')).toBe(true);
});

test('Latin letters and digits stand for themselves', () => {
  expect(hasInitials('b03青樾', 'b03qy')).toBe(true);
});

test('rare characters beyond the first plane are no trap', () => {
  expect(hasInitials('𠮷龘站', 'z')).toBe(true);
});

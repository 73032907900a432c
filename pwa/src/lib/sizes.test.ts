// Sizes: never less than there is.
import { expect, test } from 'vitest';
import { sizeWords } from './sizes';

test('sizes are told for people', () => {
  expect([1_240_000, 340_200, 900, 0].map(sizeWords)).toEqual(
    ['1.2 MB', '341 KB', '1 KB', '0 KB'].map((words) => words.replace(' ', '\u00a0')),
  );
});

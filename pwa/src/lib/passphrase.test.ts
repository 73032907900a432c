// Passphrases: eight characters, as a person counts them.
import { expect, test } from 'vitest';
import { isLongEnough } from './passphrase';

test('a passphrase has eight characters, spaces around it not counted', () => {
  expect(isLongEnough('1234567 ')).toBe(false);
  expect(isLongEnough('望溪站门站二〇二六')).toBe(true);
});

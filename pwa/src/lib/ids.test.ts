// UUIDv7: form, order, uniqueness.
import { expect, test } from 'vitest';
import { uuidv7 } from './ids';

test('an id has version 7 and the RFC variant', () => {
  expect(uuidv7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('the first 48 bits are the time in milliseconds', () => {
  const at = Date.UTC(2026, 10, 2, 1, 0, 0, 123);
  expect(Number.parseInt(uuidv7(at).replaceAll('-', '').slice(0, 12), 16)).toBe(at);
});

test('a later id sorts after an earlier one', () => {
  expect(uuidv7(1_700_000_000_000) < uuidv7(1_700_000_000_001)).toBe(true);
});

test('a thousand ids of one millisecond differ', () => {
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1))).size).toBe(1000);
});

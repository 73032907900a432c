// Distances and fences.
import { expect, test } from 'vitest';
import { distanceM, distanceWords, isWithinFence } from './geo';

const here = { lat: 20.5, lon: 118.5 };

test('a place is no distance from itself', () => {
  expect(distanceM(here, here)).toBe(0);
});

test('one degree of latitude is about 111.2 km', () => {
  expect(distanceM(here, { ...here, lat: 21.5 })).toBeCloseTo(111_195, -2);
});

test('a degree of longitude shrinks with the cosine of the latitude', () => {
  const there = { ...here, lon: 118.51 };
  expect(distanceM(here, there)).toBeCloseTo(1111.95 * Math.cos((20.5 * Math.PI) / 180), 0);
});

test('the antipode is half the way round, not NaN', () => {
  expect(distanceM({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(20_015_114, -2);
});

test('a bad measurement widens the fence and never bars the way', () => {
  expect(isWithinFence(180, 150, 20)).toBe(false);
  expect(isWithinFence(180, 150, 30)).toBe(true);
});

test('distances are told with a useful precision', () => {
  expect([84.6, 1234, 12_345].map(distanceWords)).toEqual(['85 m', '1.2 km', '12 km']);
});

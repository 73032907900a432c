// Places on the maps of mainland China.
import { expect, test } from 'vitest';
import { distanceM } from '@/lib/geo';
import { mapLink, mapPlace } from './mapPlace';

test.each([
  { lat: 39.906217, lon: 116.391276 },
  { lat: 23.129162, lon: 113.264434 },
  { lat: 43.825592, lon: 87.616848 },
])('maps shift a place in the mainland by some hundred metres: %o', (place) => {
  const away = distanceM(place, mapPlace(place));
  expect(away).toBeGreaterThan(100);
  expect(away).toBeLessThan(900);
});

test('places far away stay where they are', () => {
  const nairobi = { lat: -1.292066, lon: 36.821945 };
  expect(mapPlace(nairobi)).toEqual(nairobi);
});

test('a name cannot break out of the link', () => {
  const link = mapLink({ lat: 30, lon: 120 }, '一号院 (东门)&x=1');
  expect(link).toBe(
    'geo:30.000000,120.000000?q=30.000000,120.000000(%E4%B8%80%E5%8F%B7%E9%99%A2%20(%E4%B8%9C%E9%97%A8)%26x%3D1)',
  );
});

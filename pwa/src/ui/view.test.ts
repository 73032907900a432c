// Zooming keeps what is under the fingers, and never loses the picture.
import { expect, test } from 'vitest';
import { bounded, moved, WHOLE, zoomed } from './view';

const frame = { width: 400, height: 300 };
/** Where on the picture the frame's point lies. */
const under = (view: typeof WHOLE, point: { x: number; y: number }) => ({
  x: (point.x - view.x) / view.scale,
  y: (point.y - view.y) / view.scale,
});

test('what is under the fingers stays under them', () => {
  const point = { x: 120, y: -60 };
  const once = zoomed(WHOLE, 2.5, point);
  expect(under(once, point)).toEqual(point);
  const twice = zoomed(once, 4, { x: -30, y: 10 });
  const spot = under(once, { x: -30, y: 10 });
  expect(under(twice, { x: -30, y: 10 }).x).toBeCloseTo(spot.x);
  expect(under(twice, { x: -30, y: 10 }).y).toBeCloseTo(spot.y);
});

test('it grows to eight times and never smaller than whole', () => {
  expect(zoomed(WHOLE, 100, { x: 0, y: 0 }).scale).toBe(8);
  expect(zoomed(WHOLE, 0.2, { x: 50, y: 50 })).toEqual(WHOLE);
});

test('a whole picture stands still, an enlarged one moves to its edges and no further', () => {
  expect(bounded(moved(WHOLE, 50, 50), frame)).toEqual(WHOLE);
  const large = { x: 0, y: 0, scale: 3 };
  expect(bounded(moved(large, 100, -100), frame)).toEqual({ x: 100, y: -100, scale: 3 });
  expect(bounded(moved(large, 9999, -9999), frame)).toEqual({ x: 400, y: -300, scale: 3 });
});

// Strokes: noise is dropped, pressure is eased.
import { expect, test } from 'vitest';
import { extend, pressureOf, type Stroke } from './strokes';

test('trembling on the spot adds no points', () => {
  const stroke: Stroke = [];
  extend(stroke, { x: 0.5, y: 0.5, pressure: 0.5 });
  extend(stroke, { x: 0.5005, y: 0.5005, pressure: 0.9 });
  expect(stroke).toHaveLength(1);
});

test('pressure changes smoothly', () => {
  const stroke: Stroke = [];
  extend(stroke, { x: 0, y: 0, pressure: 0.5 });
  extend(stroke, { x: 0.1, y: 0, pressure: 1 });
  expect(stroke[1]?.pressure).toBeCloseTo(0.65);
});

test('a pen tells its pressure, a quick finger writes thin', () => {
  const pen = { pointerType: 'pen', pressure: 0.8 } as PointerEvent;
  const finger = { pointerType: 'touch', pressure: 0.5 } as PointerEvent;
  expect(pressureOf(pen, 5)).toBe(0.8);
  expect(pressureOf(finger, 0)).toBeGreaterThan(pressureOf(finger, 1));
  expect(pressureOf(finger, 100)).toBe(0.25);
});

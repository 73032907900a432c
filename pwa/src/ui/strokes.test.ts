// Strokes: noise is dropped, pressure is eased.
import { expect, test } from 'vitest';
import { countStrokes, extend, pressureOf, type Stroke, sheetWithin } from './strokes';

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

test('three dots are no signature, three lines are', () => {
  const at = (x: number): Stroke[number] => ({ x, y: 0.5, pressure: 0.5 });
  expect(countStrokes([[at(0.1)], [at(0.2)], [at(0.3), at(0.305)]])).toBe(0);
  expect(
    countStrokes([
      [at(0.1), at(0.2)],
      [at(0.2), at(0.5)],
      [at(0.3), at(0.31), at(0.4)],
    ]),
  ).toBe(3);
});

test('a phone turned on its side shows the sheet as it was, in the middle', () => {
  const [portrait, landscape] = [
    { width: 328, height: 265 },
    { width: 740, height: 180 },
  ];
  const ratio = portrait.width / portrait.height;
  expect(sheetWithin(portrait, ratio)).toEqual({ left: 0, top: 0, ...portrait });
  const turned = sheetWithin(landscape, ratio);
  expect(turned.width / turned.height).toBeCloseTo(ratio);
  expect(turned.height).toBeCloseTo(180);
  expect(turned.left * 2 + turned.width).toBeCloseTo(740);
});

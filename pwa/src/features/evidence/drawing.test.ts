// Drawing marks: slips are none, long lines stay within the server's limits, undo goes far back.
import { expect, test } from 'vitest';
import type { Mark } from '@/ui/marks';
import {
  begun,
  changed,
  drawnTo,
  hasRoom,
  isMeant,
  nextNumber,
  opened,
  redone,
  spotAt,
  TOOLS,
  type Tool,
  undone,
} from './drawing';

const tag = (number: number): Mark => ({ kind: 'number', colour: 'red', at: spotAt(0, 0), number });
const draw = (tool: Tool, ...way: [number, number][]): Mark =>
  way
    .slice(1)
    .reduce(
      (mark, [x, y]) => drawnTo(mark, spotAt(x, y)),
      begun(tool, 'red', spotAt(...(way[0] ?? [0, 0])), []),
    );

test('what lies outside the picture is drawn at its edge', () => {
  expect(draw('arrow', [0.5, 0.5], [1.7, -3])).toMatchObject({ end: { x: 1, y: 0 } });
});

test('a touch is no mark, except for a number', () => {
  const touched = TOOLS.filter((tool) => isMeant(draw(tool, [0.5, 0.5], [0.501, 0.5])));
  expect(touched).toEqual(['number']);
  const drawn = TOOLS.filter((tool) => isMeant(draw(tool, [0.1, 0.1], [0.3, 0.3])));
  expect(drawn).toEqual([...TOOLS]);
});

test('numbers go on with the first that is free', () => {
  expect(nextNumber([])).toBe(1);
  expect(nextNumber([tag(1), tag(2), tag(4)])).toBe(3);
  const all = Array.from({ length: 99 }, (_, at) => tag(at + 1));
  expect(nextNumber(all)).toBe(99);
});

test('the longest line keeps its way within three hundred points', () => {
  const way = Array.from({ length: 5000 }, (_, at): [number, number] => {
    const angle = at / 40;
    return [0.5 + 0.4 * Math.cos(angle), 0.5 + 0.4 * Math.sin(angle)];
  });
  const line = draw('freehand', ...way);
  if (line.kind !== 'freehand') throw new Error(line.kind);
  expect(line.spots.length).toBeLessThanOrEqual(300);
  expect(line.spots.at(-1)).toEqual(spotAt(...(way.at(-1) ?? [0, 0])));
});

test('there is room for fifty marks, and not for more points than are taken', () => {
  expect(hasRoom(Array.from({ length: 49 }, (_, at) => tag(at + 1)))).toBe(true);
  expect(hasRoom(Array.from({ length: 50 }, (_, at) => tag(at + 1)))).toBe(false);
  const spots = Array.from({ length: 300 }, () => spotAt(0, 0));
  const line: Mark = { kind: 'freehand', colour: 'red', spots };
  expect(hasRoom([line, line, line, line])).toBe(true);
  expect(hasRoom([line, line, line, line, line])).toBe(false);
});

test('twenty-five steps are undone and done again', () => {
  let drawing = opened([tag(99)]);
  for (let step = 1; step <= 25; step += 1)
    drawing = changed(drawing, [...drawing.marks, tag(step)]);
  for (let step = 1; step <= 25; step += 1) drawing = undone(drawing);
  expect(drawing.marks).toEqual([tag(99)]);
  expect(undone(drawing)).toEqual(drawing);
  for (let step = 1; step <= 25; step += 1) drawing = redone(drawing);
  expect(drawing.marks).toHaveLength(26);
});

test('a new mark after an undo leaves nothing to do again', () => {
  const undoneOnce = undone(changed(opened([]), [tag(1)]));
  expect(redone(changed(undoneOnce, [tag(2)])).marks).toEqual([tag(2)]);
});

// Marks (标注) as they are drawn over a picture; the server burns the same into what it publishes.

export type Spot = { x: number; y: number };
export const MARK_COLOURS = ['red', 'yellow', 'blue', 'white'] as const;
export type MarkColour = (typeof MARK_COLOURS)[number];
export type Mark =
  | { kind: 'arrow' | 'box'; colour: MarkColour; start: Spot; end: Spot }
  | { kind: 'freehand'; colour: MarkColour; spots: Spot[] }
  | { kind: 'number'; colour: MarkColour; at: Spot; number: number }
  | { kind: 'mosaic'; start: Spot; end: Spot };

export const INKS: Record<MarkColour, string> = {
  red: '#e5231b',
  yellow: '#ffd60a',
  blue: '#1668ff',
  white: '#ffffff',
};
export const EDGE = '#10181b';

// In shares of the longest side, as in server/evidence/adapters/marking.py.
const LINE = 1 / 160;
const TAG = 1 / 42;
const HEAD_LENGTH = 5;
const HEAD_ANGLE = Math.PI / 7;

export type Sheet = { width: number; height: number };
export const longest = ({ width, height }: Sheet): number => Math.max(width, height);
export const lineWidth = (sheet: Sheet): number => longest(sheet) * LINE;
export const tagReach = (sheet: Sheet): number => longest(sheet) * TAG;

const place = ({ x, y }: Spot, { width, height }: Sheet): Spot => ({ x: x * width, y: y * height });
const path = (spots: readonly Spot[]): string =>
  spots.map(({ x, y }, at) => `${at ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

function arrowPath(tail: Spot, head: Spot, length: number): string {
  const direction = Math.atan2(head.y - tail.y, head.x - tail.x) + Math.PI;
  const [left, right] = [HEAD_ANGLE, -HEAD_ANGLE].map((side) => ({
    x: head.x + length * Math.cos(direction + side),
    y: head.y + length * Math.sin(direction + side),
  }));
  return path([tail, head]) + (left && right ? path([left, head, right]) : '');
}

/** The box between two corners, whichever way it was drawn. */
export function rectangle(start: Spot, end: Spot, sheet: Sheet) {
  const [a, b] = [place(start, sheet), place(end, sheet)];
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

export type Drawn =
  | { kind: 'line'; ink: string; path: string }
  | { kind: 'tag'; ink: string; word: string; at: Spot; number: number }
  | { kind: 'mosaic'; box: ReturnType<typeof rectangle> };

/** A mark as an SVG of the sheet's size draws it. */
export function drawn(mark: Mark, sheet: Sheet): Drawn {
  if (mark.kind === 'mosaic') {
    return { kind: 'mosaic', box: rectangle(mark.start, mark.end, sheet) };
  }
  const ink = INKS[mark.colour];
  if (mark.kind === 'number') {
    const word = mark.colour === 'red' || mark.colour === 'blue' ? '#ffffff' : EDGE;
    return { kind: 'tag', ink, word, at: place(mark.at, sheet), number: mark.number };
  }
  return { kind: 'line', ink, path: linePath(mark, sheet) };
}

function linePath(mark: Exclude<Mark, { kind: 'mosaic' | 'number' }>, sheet: Sheet): string {
  if (mark.kind === 'freehand') return path(mark.spots.map((spot) => place(spot, sheet)));
  const [start, end] = [place(mark.start, sheet), place(mark.end, sheet)];
  if (mark.kind === 'arrow') return arrowPath(start, end, lineWidth(sheet) * HEAD_LENGTH);
  const corners = [start, { x: end.x, y: start.y }, end, { x: start.x, y: end.y }];
  return `${path(corners)}Z`;
}

// Drawing marks: what a finger's way makes of a tool, and undoing it.
import type { Mark, MarkColour, Spot } from '@/ui/marks';

export const TOOLS = ['arrow', 'box', 'freehand', 'number', 'mosaic'] as const;
export type Tool = (typeof TOOLS)[number];

/** What the server takes (server/evidence/adapters/marks.py). */
export const MOST_MARKS = 50;
const MOST_SPOTS = 1500;
const MOST_SPOTS_OF_ONE = 300;
const MOST_NUMBER = 99;

const MOST_STEPS = 100;
/** Shorter than this (in shares of the picture) is a slip of the finger. */
const SHORTEST = 0.012;
const STEP = 0.004;

const far = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y);
const kept = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
export const spotAt = (x: number, y: number): Spot => ({ x: kept(x), y: kept(y) });

/** The smallest number that is not there yet. */
export function nextNumber(marks: readonly Mark[]): number {
  const used = new Set(marks.map((mark) => (mark.kind === 'number' ? mark.number : 0)));
  let next = 1;
  while (used.has(next) && next < MOST_NUMBER) next += 1;
  return next;
}

export function begun(tool: Tool, colour: MarkColour, at: Spot, marks: readonly Mark[]): Mark {
  if (tool === 'number') return { kind: tool, colour, at, number: nextNumber(marks) };
  if (tool === 'freehand') return { kind: tool, colour, spots: [at] };
  if (tool === 'mosaic') return { kind: tool, start: at, end: at };
  return { kind: tool, colour, start: at, end: at };
}

/** Half of the spots of a long line still show its way. */
const thinned = (spots: readonly Spot[]): Spot[] => spots.filter((_, at) => at % 2 === 0);

function lengthened(spots: readonly Spot[], to: Spot): Spot[] {
  const last = spots.at(-1);
  if (last && far(last, to) < STEP) return [...spots];
  return [...(spots.length >= MOST_SPOTS_OF_ONE ? thinned(spots) : spots), to];
}

export function drawnTo(mark: Mark, to: Spot): Mark {
  if (mark.kind === 'number') return { ...mark, at: to };
  if (mark.kind === 'freehand') return { ...mark, spots: lengthened(mark.spots, to) };
  return { ...mark, end: to };
}

/** Whether it is a mark at all, or a finger that only touched. */
export function isMeant(mark: Mark): boolean {
  if (mark.kind === 'number') return true;
  if (mark.kind !== 'freehand') return far(mark.start, mark.end) >= SHORTEST;
  const [first] = mark.spots;
  return (
    mark.spots.length > 1 && mark.spots.some((spot) => !!first && far(first, spot) >= SHORTEST)
  );
}

const spotsOf = (mark: Mark): number => (mark.kind === 'freehand' ? mark.spots.length : 2);

export function hasRoom(marks: readonly Mark[]): boolean {
  const spots = marks.reduce((sum, mark) => sum + spotsOf(mark), 0);
  return marks.length < MOST_MARKS && spots + MOST_SPOTS_OF_ONE <= MOST_SPOTS;
}

export type Drawing = { past: readonly Mark[][]; marks: Mark[]; future: readonly Mark[][] };

export const opened = (marks: readonly Mark[]): Drawing => ({
  ...{ past: [], future: [] },
  marks: [...marks],
});

export const changed = ({ past, marks }: Drawing, next: Mark[]): Drawing => ({
  past: [...past, marks].slice(-MOST_STEPS),
  marks: next,
  future: [],
});

export function undone(drawing: Drawing): Drawing {
  const before = drawing.past.at(-1);
  if (!before) return drawing;
  const future = [drawing.marks, ...drawing.future];
  return { past: drawing.past.slice(0, -1), marks: before, future };
}

export function redone(drawing: Drawing): Drawing {
  const [after, ...future] = drawing.future;
  return after ? { past: [...drawing.past, drawing.marks], marks: after, future } : drawing;
}

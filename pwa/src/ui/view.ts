// Zooming and moving a picture inside its frame: plain numbers, so that both can be tested.

export type View = { x: number; y: number; scale: number };
export type Frame = { width: number; height: number };

export const WHOLE: View = { x: 0, y: 0, scale: 1 };
const MOST = 8;

const between = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** Kept so that the picture covers the frame's middle; a whole picture stands still. */
export function bounded({ x, y, scale }: View, { width, height }: Frame): View {
  const [reachX, reachY] = [((scale - 1) * width) / 2, ((scale - 1) * height) / 2];
  return { x: between(x, -reachX, reachX) || 0, y: between(y, -reachY, reachY) || 0, scale };
}

/** Scaled so that what is under `point` (from the frame's middle) stays there. */
export function zoomed(view: View, scale: number, point: { x: number; y: number }): View {
  const next = between(scale, 1, MOST);
  const by = next / view.scale;
  return {
    x: point.x - (point.x - view.x) * by,
    y: point.y - (point.y - view.y) * by,
    scale: next,
  };
}

export const moved = (view: View, x: number, y: number): View => ({
  ...view,
  x: view.x + x,
  y: view.y + y,
});

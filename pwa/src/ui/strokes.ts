// Strokes of a signature: kept as points of 0…1, so that turning the phone redraws them at the new size.

export type Point = { x: number; y: number; pressure: number };
export type Stroke = Point[];

/** A signature has at least so many strokes: a tap or a slip of the finger is none. */
export const ENOUGH_STROKES = 3;

/** Shorter lines (in shares of the width) are drawn, but three dots are no name. */
const SHORTEST = 0.03;

const lengthOf = (stroke: Stroke): number =>
  stroke.reduce((sum, point, at) => {
    const before = stroke[at - 1] ?? point;
    return sum + Math.hypot(point.x - before.x, point.y - before.y);
  }, 0);

export const countStrokes = (strokes: readonly Stroke[]): number =>
  strokes.filter((stroke) => lengthOf(stroke) >= SHORTEST).length;

export type Area = { left: number; top: number; width: number; height: number };

/** Where a sheet of this shape lies within the canvas: turned phones show the signature unstretched. */
export function sheetWithin(canvas: { width: number; height: number }, ratio: number): Area {
  const width = Math.min(canvas.width, canvas.height * ratio);
  const height = width / ratio;
  return { left: (canvas.width - width) / 2, top: (canvas.height - height) / 2, width, height };
}

/** Points closer than this are noise (in shares of the width). */
const STEP = 0.002;

/** Adds a point, with the pressure eased over the last points; leaves out trembling. */
export function extend(stroke: Stroke, next: Point): void {
  const last = stroke.at(-1);
  if (!last) {
    stroke.push(next);
    return;
  }
  if (Math.hypot(next.x - last.x, next.y - last.y) < STEP) return;
  stroke.push({ ...next, pressure: last.pressure * 0.7 + next.pressure * 0.3 });
}

/** A pen tells its pressure; for a finger a quick movement makes a thinner line, as ink does. */
export function pressureOf(event: PointerEvent, speed: number): number {
  if (event.pointerType === 'pen' && event.pressure > 0) return event.pressure;
  return Math.max(0.25, 0.75 - speed * 0.25);
}

const middle = (a: Point, b: Point): Point => ({
  x: (a.x + b.x) / 2,
  y: (a.y + b.y) / 2,
  pressure: (a.pressure + b.pressure) / 2,
});

function drawSegment(pen: CanvasRenderingContext2D, points: [Point, Point, Point], size: Size) {
  const [a, b, c] = points;
  const from = middle(a, b);
  const to = middle(b, c);
  pen.lineWidth = size.ink * (0.4 + b.pressure * 1.2);
  pen.beginPath();
  pen.moveTo(from.x * size.width, from.y * size.height);
  pen.quadraticCurveTo(b.x * size.width, b.y * size.height, to.x * size.width, to.y * size.height);
  pen.stroke();
}

export type Size = { width: number; height: number; ink: number };

/** Draws one stroke as curves through the midpoints of its points. */
export function drawStroke(pen: CanvasRenderingContext2D, stroke: Stroke, size: Size): void {
  const first = stroke[0];
  const last = stroke.at(-1);
  if (!first || !last) return;
  const points = [first, ...stroke, last];
  for (let at = 2; at < points.length; at += 1) {
    const [a, b, c] = [points[at - 2], points[at - 1], points[at]];
    if (a && b && c) drawSegment(pen, [a, b, c], size);
  }
}

/** White ground and dark ink in every theme: the picture goes on paper. */
export function drawAll(pen: CanvasRenderingContext2D, strokes: readonly Stroke[], area: Area) {
  const size = { width: area.width, height: area.height, ink: Math.max(3, area.width / 220) };
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.translate(area.left, area.top);
  pen.strokeStyle = '#0f1c2b';
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const stroke of strokes) drawStroke(pen, stroke, size);
}

// Orders: before and after side by side, with what the two photos say about time and place.
import { distanceM } from '../../lib/geo';
import { takenMs } from '../../lib/watermark';

export type Shot = {
  taken_at: string;
  skew_ms: number | null;
  lat: number | null;
  lon: number | null;
  accuracy_m: number | null;
};

/** Which of the two does not say where it was taken. */
export type Lacking = 'before' | 'after' | 'both';
export type Place = { kind: 'near' | 'far'; metres: number } | { kind: 'unknown'; of: Lacking };
export type Apart = {
  days: number;
  hours: number;
  minutes: number;
  /** The photo after was taken before the other one. */
  isBackwards: boolean;
  place: Place;
};

const MINUTE_MS = 60_000;
/** A site's fence: what lies further apart, errors of both measurements taken off, is hardly one place. */
export const FAR_M = 150;

type Position = { lat: number; lon: number };
const positionOf = ({ lat, lon }: Shot): Position | null =>
  lat === null || lon === null ? null : { lat, lon };

const lacking = (from: Position | null, to: Position | null): Lacking => {
  if (from) return 'after';
  return to ? 'before' : 'both';
};

const errorOf = (shots: readonly Shot[]): number =>
  shots.reduce((sum, { accuracy_m }) => sum + (accuracy_m ?? 0), 0);

function placeOf(before: Shot, after: Shot): Place {
  const [from, to] = [positionOf(before), positionOf(after)];
  if (!from || !to) return { kind: 'unknown', of: lacking(from, to) };
  const metres = Math.round(distanceM(from, to));
  return { kind: metres > FAR_M + errorOf([before, after]) ? 'far' : 'near', metres };
}

export function apart(before: Shot, after: Shot): Apart {
  const gap = takenMs(after) - takenMs(before);
  const minutes = Math.floor(Math.abs(gap) / MINUTE_MS);
  return {
    days: Math.floor(minutes / 1440),
    hours: Math.floor((minutes % 1440) / 60),
    minutes: minutes % 60,
    isBackwards: gap < 0,
    place: placeOf(before, after),
  };
}

export type SpanUnit = 'days' | 'hours' | 'minutes';

/** The one or two largest units that say it: days and hours, hours and minutes, or minutes alone. */
export function spanOf({ days, hours, minutes }: Omit<Apart, 'isBackwards' | 'place'>) {
  const all: [SpanUnit, number][] = [
    ['days', days],
    ['hours', hours],
    ['minutes', days > 0 ? 0 : minutes],
  ];
  const told = all.filter(([, n]) => n > 0);
  return told.length > 0 ? told : [['minutes', 0] as [SpanUnit, number]];
}

export type PairIds = { before: string | null; after: string | null };

/** Each photo after beside the one before in the same place; the last one before stands for the rest. */
export function pairUp(before: readonly string[], after: readonly string[]): PairIds[] {
  const count = Math.max(1, after.length);
  return Array.from({ length: count }, (_, at) => ({
    before: before[at] ?? before.at(-1) ?? null,
    after: after[at] ?? null,
  }));
}

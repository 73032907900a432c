// Orders: before and after side by side, with what the two photos say about time and place.
import { distanceM } from '../../lib/geo';

export type Shot = { taken_at: string; lat: number | null; lon: number | null };
export type Apart = { days: number; hours: number; minutes: number; metres: number | null };

const MINUTE_MS = 60_000;

function metresBetween(before: Shot, after: Shot): number | null {
  const { lat, lon } = before;
  if (lat === null || lon === null || after.lat === null || after.lon === null) return null;
  return Math.round(distanceM({ lat, lon }, { lat: after.lat, lon: after.lon }));
}

export function apart(before: Shot, after: Shot): Apart {
  const gap = Math.abs(Date.parse(after.taken_at) - Date.parse(before.taken_at));
  const minutes = Math.floor(gap / MINUTE_MS);
  return {
    days: Math.floor(minutes / 1440),
    hours: Math.floor((minutes % 1440) / 60),
    minutes: minutes % 60,
    metres: metresBetween(before, after),
  };
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

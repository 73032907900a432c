// Evidence: pure rules of the gallery (which photos are shown, in which order) and of what facts say.
import { dayOf } from '../../lib/dates';

/** A photo with what can be asked for; names, as the screen tells them. */
export type Told = {
  id: string;
  taken_at: string;
  unit: string;
  site: string;
  slot: string;
  isMine: boolean;
};

export const FILTERS = ['site', 'unit', 'day', 'slot'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filter = Record<FilterName, string> & { isMine: boolean };
export const EVERYTHING: Filter = { site: '', unit: '', day: '', slot: '', isMine: false };

const asked = (told: Told, name: FilterName): string =>
  name === 'day' ? dayOf(told.taken_at) : told[name];

function fits(told: Told, filter: Filter, names: readonly FilterName[]): boolean {
  if (filter.isMine && !told.isMine) return false;
  return names.every((name) => !filter[name] || asked(told, name) === filter[name]);
}

export const filtered = <T extends Told>(photos: readonly T[], filter: Filter): T[] =>
  photos.filter((told) => fits(told, filter, FILTERS));

/** What may be chosen: of each, what the other filters leave. Days from the newest on. */
export function choices(photos: readonly Told[], filter: Filter): Record<FilterName, string[]> {
  const found = FILTERS.map((name): [FilterName, string[]] => {
    const others = FILTERS.filter((each) => each !== name);
    const left = photos.filter((told) => fits(told, filter, others));
    const values = [...new Set(left.map((told) => asked(told, name)))].filter(Boolean).sort();
    return [name, name === 'day' ? values.reverse() : values];
  });
  return Object.fromEntries(found) as Record<FilterName, string[]>;
}

/** Newest first, by the day in China on which they were taken. */
export function byDay<T extends Told>(photos: readonly T[]): { day: string; photos: T[] }[] {
  const days = new Map<string, T[]>();
  for (const told of photos.toSorted((a, b) => b.taken_at.localeCompare(a.taken_at))) {
    const day = dayOf(told.taken_at);
    days.set(day, [...(days.get(day) ?? []), told]);
  }
  return [...days].map(([day, own]) => ({ day, photos: own }));
}

const MOST_SKEW_MS = 5 * 60_000;
const EXACT_MS = 1000;

export type Calibration = { key: 'unknownSkew' | 'farSkew' | 'exact' | 'fast' | 'slow'; s: string };

/** How the phone's clock stood: phone minus server, as last measured; as on the watermark. */
export function calibration(skewMs: number | null): Calibration {
  if (skewMs === null) return { key: 'unknownSkew', s: '' };
  const s = (Math.abs(skewMs) / 1000).toFixed(1);
  if (Math.abs(skewMs) > MOST_SKEW_MS) return { key: 'farSkew', s };
  if (Math.abs(skewMs) < EXACT_MS) return { key: 'exact', s };
  return { key: skewMs > 0 ? 'fast' : 'slow', s };
}

/** The time of the tap by the server's clock, where the phone's was measured. */
export function calibrated(taken_at: string, skewMs: number | null): string {
  const isKnown = skewMs !== null && Math.abs(skewMs) <= MOST_SKEW_MS;
  return new Date(Date.parse(taken_at) - (isKnown ? skewMs : 0)).toISOString();
}

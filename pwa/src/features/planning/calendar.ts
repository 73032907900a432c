// Planning: the month as a grid of weeks, and which day an arrow key leads to.
import { addDays } from '@/lib/dates';
import { weekdayOf } from './grouping';

export const firstOf = (day: string): string => `${day.slice(0, 7)}-01`;

/** The same day of the next or last month; its last one where it is shorter. */
export function shiftMonth(day: string, by: 1 | -1): string {
  const first = firstOf(day);
  const other = by === 1 ? firstOf(addDays(first, 32)) : firstOf(addDays(first, -1));
  const last = addDays(firstOf(addDays(other, 32)), -1);
  const same = `${other.slice(0, 7)}-${day.slice(8)}`;
  return same > last ? last : same;
}

/** Weeks from Monday on that hold a month, with the days of its neighbours that fill them. */
export function weeksOf(day: string): string[][] {
  const first = firstOf(day);
  const last = addDays(firstOf(addDays(first, 32)), -1);
  const begin = addDays(first, -weekdayOf(first));
  const weeks: string[][] = [];
  for (let monday = begin; monday <= last; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, number) => addDays(monday, number)));
  }
  return weeks;
}

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
};

/** Where a key leads to; null: it is no key of the calendar. */
export function dayAfterKey(day: string, key: string, today: string): string | null {
  const step = STEPS[key];
  if (step !== undefined) return addDays(day, step);
  if (key === 'PageUp') return shiftMonth(day, -1);
  if (key === 'PageDown') return shiftMonth(day, 1);
  return key === 'Home' ? today : null;
}

export type Entry = {
  kind: 'open' | 'late' | 'done' | 'plan' | 'campaign' | 'schedule';
  day: string;
  title: string;
  note: string;
  to?: string;
};

/** Entries of each day, those that ask for something first. */
export function entriesByDay(entries: readonly Entry[]): Map<string, Entry[]> {
  const order = ['late', 'open', 'plan', 'campaign', 'schedule', 'done'];
  const days = new Map<string, Entry[]>();
  for (const entry of entries) days.set(entry.day, [...(days.get(entry.day) ?? []), entry]);
  for (const list of days.values()) {
    list.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }
  return days;
}

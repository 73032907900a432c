// Planning: my tasks by the day on which they are due, or by how far they are.
import { addDays, daysBetween } from '@/lib/dates';
import { distanceM, type Position } from '@/lib/geo';

export type DayName = 'overdue' | 'today' | 'tomorrow' | 'week' | 'later';
export type Group<T> = { name: DayName | 'near' | 'unplaced'; tasks: T[] };

/** 0 for Monday. */
export const weekdayOf = (day: string): number => (daysBetween('1970-01-01', day) + 3) % 7;

/** The Sunday of its week. */
export const endOfWeek = (day: string): string => addDays(day, 6 - weekdayOf(day));

export function dayNameOf(due: string, today: string): DayName {
  const left = daysBetween(today, due);
  if (left < 0) return 'overdue';
  if (left === 0) return 'today';
  if (left === 1) return 'tomorrow';
  return due <= endOfWeek(today) ? 'week' : 'later';
}

const ORDER: readonly DayName[] = ['overdue', 'today', 'tomorrow', 'week', 'later'];
type Due = { due_on: string; site_name: string };

const sooner = (a: Due, b: Due): number =>
  a.due_on.localeCompare(b.due_on) || a.site_name.localeCompare(b.site_name, 'zh-CN');

/** By their day, within a day by the site's name. (The first screen has an `openTasks` of its own, so that
 *  it does not load this file.) */
export const openInOrder = <T extends Due & { state: string }>(tasks: readonly T[]): T[] =>
  tasks.filter(({ state }) => state === 'open').toSorted(sooner);

/** 逾期, 今天, 明天, 本周, 以后; without those that are empty. */
export function byDay<T extends Due>(tasks: readonly T[], today: string): Group<T>[] {
  return ORDER.map((name) => ({
    name,
    tasks: tasks.filter(({ due_on }) => dayNameOf(due_on, today) === name).toSorted(sooner),
  })).filter((group) => group.tasks.length > 0);
}

/** A task as its cards show it. */
export type ShownTask = Due & {
  id: string;
  site_id: string;
  unit_name: string;
  level: string;
  form: string;
  kind: string;
  note: string;
  order_id: string | null;
  order_number: string;
  item_codes: readonly string[];
  assignee_name: string;
  acknowledged_at: string | null;
  handed_by_name: string;
  handed_reason: string;
  swap_to_id: string | null;
};

export type Placed = Due & { lat: number | null; lon: number | null };

export const awayOf = ({ lat, lon }: Placed, from: Position): number | null =>
  lat === null || lon === null ? null : distanceM(from, { lat, lon });

/** The nearest first; sites whose position nobody knows stand by themselves, by their day. */
export function byDistance<T extends Placed>(tasks: readonly T[], from: Position): Group<T>[] {
  const away = new Map(tasks.map((task) => [task, awayOf(task, from)]));
  const near = tasks
    .filter((task) => away.get(task) !== null)
    .toSorted((a, b) => (away.get(a) ?? 0) - (away.get(b) ?? 0) || sooner(a, b));
  const unplaced = tasks.filter((task) => away.get(task) === null).toSorted(sooner);
  const groups: Group<T>[] = [
    { name: 'near', tasks: near },
    { name: 'unplaced', tasks: unplaced },
  ];
  return groups.filter((group) => group.tasks.length > 0);
}

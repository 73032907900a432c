// Planning: pure rules of the day's list: what is due, what is first, how far a draft has come.
import { daysBetween } from '@/lib/dates';
import { photosNeeded } from '@/lib/requirements';

export type Due = 'overdue' | 'today' | 'soon' | 'later';

export function dueOf(day: string, today: string): Due {
  const left = daysBetween(today, day);
  if (left < 0) return 'overdue';
  if (left === 0) return 'today';
  return left <= 2 ? 'soon' : 'later';
}

type Task = { state: string; due_on: string; site_name: string };

/** Open ones by their day; within a day by the site's name. */
export const openTasks = <T extends Task>(tasks: readonly T[]): T[] =>
  tasks
    .filter(({ state }) => state === 'open')
    .toSorted(
      (a, b) => a.due_on.localeCompare(b.due_on) || a.site_name.localeCompare(b.site_name, 'zh-CN'),
    );

type Item = { code: string; photo_mode: string; photo_min: number };
type Answer = { item_code: string; result: string };

export type Progress = { done: number; total: number; photosLeft: number };

/** `7/18 · 2 图待拍`: answered items, and items whose photos are not all there. */
export function progressOf(
  items: readonly Item[],
  answers: readonly Answer[],
  slots: readonly string[],
): Progress {
  const results = new Map(answers.map(({ item_code, result }) => [item_code, result]));
  const lacksPhoto = (item: Item): boolean => {
    const result = results.get(item.code);
    const taken = slots.filter((slot) => slot === item.code).length;
    return result !== undefined && taken < photosNeeded(item, result);
  };
  return {
    done: items.filter(({ code }) => results.has(code)).length,
    total: items.length,
    photosLeft: items.filter(lacksPhoto).length,
  };
}

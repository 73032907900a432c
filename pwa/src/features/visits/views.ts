// The checklist as the screen shows it: each item with what was answered, in its sections.
import type { FindingRow, PhotoRow, SiteRow, TemplateItem, TemplateRow } from '@/api/rows';
import type { Inputs } from '@/api/values';
import {
  type Answers,
  type Given,
  isProblem,
  type Missing,
  type Result,
  type RuleItem,
} from './rules';

export type { Inputs, SiteRow, TemplateItem, TemplateRow };

export type ItemView = {
  item: TemplateItem;
  result: Result | null;
  note: string;
  inputs: Inputs;
  photos: PhotoRow[];
  missing: Missing[];
  /** When it failed here before, if it did. */
  failedBefore: FindingRow | null;
};

export type Section = { category: string; items: ItemView[]; open: number; canPassAll: boolean };

export const toRuleItem = (item: TemplateItem): RuleItem => ({
  ...item,
  factors: Object.fromEntries(item.options.map((each) => [each.value, each.factor_permille])),
});

/** A red line is judged by itself, and what was judged stays as it is. */
export const canPassWithOthers = ({ item, result }: ItemView): boolean =>
  result === null && !item.is_red_line && item.options.some(({ value }) => value === 'pass');

export const isOpen = ({ missing }: ItemView): boolean => missing.length > 0;
export const isTrouble = ({ result }: ItemView): boolean => isProblem(result ?? undefined);

const toSection = (category: string, items: ItemView[]): Section => ({
  ...{ category, items, open: items.filter(isOpen).length },
  canPassAll: items.filter(canPassWithOthers).length > 1,
});

/** Neighbours of the same category belong together. */
export function sectionsOf(views: readonly ItemView[]): Section[] {
  const groups: { category: string; items: ItemView[] }[] = [];
  for (const view of views) {
    const group = groups.at(-1);
    if (group?.category === view.item.category) group.items.push(view);
    else groups.push({ category: view.item.category, items: [view] });
  }
  return groups.map(({ category, items }) => toSection(category, items));
}

export function givenOf(views: readonly ItemView[]): Answers {
  const given: Record<string, Given> = {};
  for (const { item, result, note, photos } of views) {
    if (result) given[item.code] = { result, note, photos: photos.length };
  }
  return given;
}

/** What failed here before this very visit, by repeat key. */
export function lastFailed(
  findings: readonly FindingRow[],
  visit_id: string,
): Record<string, string> {
  const before = findings.filter(({ last_visit_id }) => last_visit_id !== visit_id);
  return Object.fromEntries(
    before.flatMap(({ repeat_key, last_failed_on: on }) => (on ? [[repeat_key, on]] : [])),
  );
}

/** The next item that is still open, looking on from this one and then from the top. */
export function nextOpen(views: readonly ItemView[], code: string): string | null {
  const at = views.findIndex(({ item }) => item.code === code);
  const onwards = [...views.slice(at + 1), ...views.slice(0, Math.max(0, at))];
  return onwards.find(isOpen)?.item.code ?? null;
}

/** How many photos are still to be taken over all items. */
export const photosLeft = (views: readonly ItemView[]): number =>
  views.filter(({ missing }) => missing.includes('photo')).length;

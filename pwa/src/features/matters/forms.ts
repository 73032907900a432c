// Supervision matters: what their forms offer, and what they still need.
import type { KeyMark } from './rules';

export type Draft = {
  title: string;
  detail: string;
  source: string;
  source_note: string;
  channel: string;
  sender: string;
  letter_number: string;
  received_on: string;
  due_on: string;
  is_hand: boolean;
  key_reason: string;
  next_step: string;
  next_on: string;
};
export type PartDraft = {
  title: string;
  unit_id: string;
  due_on: string;
  demand: string;
  is_photo_needed: boolean;
};

/** Whether it goes to the cases: a letter that nothing and nobody has made key. */
export const goesToCases = (draft: Draft, mark: KeyMark | null): boolean =>
  draft.source === 'letter' && mark === null && !draft.is_hand;

type Unit = { id: string; name: string; kind: string; parent_id: string | null };
const BRANCHES = ['branch', 'subsidiary'];

/** Every branch has a 客服部: below a branch its name stands before the unit's. */
export function unitNames(units: readonly Unit[]): ReadonlyMap<string, string> {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const branchOf = (unit: Unit): Unit | undefined => {
    let at = unit.parent_id ? byId.get(unit.parent_id) : undefined;
    while (at && !BRANCHES.includes(at.kind))
      at = at.parent_id ? byId.get(at.parent_id) : undefined;
    return at;
  };
  return new Map(
    units.map((unit) => {
      const branch = branchOf(unit);
      return [unit.id, branch ? `${branch.name} · ${unit.name}` : unit.name];
    }),
  );
}

export type CheckDraft = {
  site_id: string;
  template_id: string;
  assignee_id: string;
  due_on: string;
};
type Choice = { id: string; name: string };

/** Sites that take checks and lie below a unit that has a part, by their names. */
export function checkSites(
  sites: readonly (Choice & { unit_id: string; is_closed: boolean })[],
  units: readonly Unit[],
  tops: readonly string[],
): Choice[] {
  const parents = new Map(units.map(({ id, parent_id }) => [id, parent_id]));
  const isBelow = (unit_id: string): boolean => {
    let at: string | null | undefined = unit_id;
    while (at && !tops.includes(at)) at = parents.get(at);
    return Boolean(at);
  };
  return sites
    .filter(({ unit_id, is_closed }) => !is_closed && isBelow(unit_id))
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
}

type List = Choice & {
  code: string;
  version: number;
  levels: readonly string[];
  is_covert: boolean;
};

/** The newest version of each list that is used at a level; covert ones have campaigns of their own. */
export function newestLists(lists: readonly List[], level: string): Choice[] {
  const newest = new Map<string, List>();
  for (const list of lists) {
    const known = newest.get(list.code);
    if (!known || known.version < list.version) newest.set(list.code, list);
  }
  return [...newest.values()]
    .filter(({ levels, is_covert }) => levels.includes(level) && !is_covert)
    .map(({ id, name }) => ({ id, name }));
}

type Lack = readonly [name: string, isLacking: boolean];

const letterLacks = ({ source, channel, sender }: Draft): Lack[] => [
  ['channel', source === 'letter' && !channel],
  ['sender', source === 'letter' && !sender.trim()],
];

const namesOf = (lacks: readonly Lack[]): string[] =>
  lacks.flatMap(([name, isLacking]) => (isLacking ? [name] : []));

/** What one part still needs: `title`, `unit`, `due` (between today and the matter's last day). */
export const partLacksOf = (part: PartDraft, last: string, today: string): string[] =>
  namesOf([
    ['title', !part.title.trim()],
    ['unit', !part.unit_id],
    ['due', !part.due_on || part.due_on < today || part.due_on > last],
  ]);

/** What a check that is asked for still needs. */
export const checkLacksOf = (check: CheckDraft, today: string): string[] =>
  namesOf([
    ['site', !check.site_id],
    ['list', !check.template_id],
    ['stepDay', !check.due_on || check.due_on < today],
    ['who', !check.assignee_id],
  ]);

/** What a form still needs, by the names of its fields, in their order. */
export function lacksOf(
  draft: Draft,
  parts: readonly PartDraft[],
  mark: KeyMark | null,
  today: string,
): string[] {
  const lacks: Lack[] = [
    ['source', !draft.source],
    ['source_note', draft.source === 'other' && !draft.source_note.trim()],
    ...letterLacks(draft),
    ['title', !draft.title.trim()],
    ['due', !draft.due_on || draft.due_on < today],
    ['key_reason', draft.is_hand && mark === null && !draft.key_reason.trim()],
    ['step', Boolean(draft.next_step.trim()) !== Boolean(draft.next_on)],
  ];
  const broken = goesToCases(draft, mark)
    ? []
    : parts.flatMap((part, index) =>
        partLacksOf(part, draft.due_on, today).map((name) => `part.${index}.${name}`),
      );
  return [...namesOf(lacks), ...broken];
}

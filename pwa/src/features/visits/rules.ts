// Visits: pure rules. Score, what is still missing, colour, proposals; the server counts the same way.
import { photosNeeded } from '@/lib/requirements';

export type Result = 'pass' | 'partial' | 'fail' | 'na';
export type Missing = 'answer' | 'note' | 'photo';

/** What the rules need to know of a checklist item. Factors are per mille; null: not counted. */
export type RuleItem = {
  code: string;
  weight: number;
  factors: Partial<Record<Result, number | null>>;
  photo_mode: string;
  photo_min: number;
  note_required_on: readonly string[];
  is_red_line: boolean;
  repeat_key: string;
};
export type Given = { result: Result; note: string; photos: number };
export type Answers = Readonly<Record<string, Given>>;

const RED_LINE_CAP = 599;
const PROBLEMS: readonly Result[] = ['partial', 'fail'];
const UNSIGNED_FORMS: readonly string[] = ['self', 'mystery'];

export const isProblem = (result: Result | undefined): boolean =>
  result !== undefined && PROBLEMS.includes(result);

type Share = { earned: number; base: number; isCapped: boolean };

function share(item: RuleItem, given: Given | undefined): Share {
  const factor = given && item.factors[given.result];
  if (!given || factor === null || factor === undefined)
    return { earned: 0, base: 0, isCapped: false };
  const isCapped = item.is_red_line && given.result === 'fail';
  return { earned: item.weight * factor, base: item.weight, isCapped };
}

/** Tenths of a point, 0–1000, rounded half up; a failed red line caps it at 59.9; null: nothing applies. */
export function scoreTenths(items: readonly RuleItem[], answers: Answers): number | null {
  const shares = items.map((item) => share(item, answers[item.code]));
  const base = shares.reduce((sum, each) => sum + each.base, 0);
  if (base === 0) return null;
  const earned = shares.reduce((sum, each) => sum + each.earned, 0);
  const score = Math.floor((2 * earned + base) / (2 * base));
  return shares.some(({ isCapped }) => isCapped) ? Math.min(score, RED_LINE_CAP) : score;
}

/** What an item still lacks. */
export function missingOf(item: RuleItem, given: Given | null | undefined): Missing[] {
  if (!given) return ['answer'];
  const missing: Missing[] = [];
  if (item.note_required_on.includes(given.result) && !given.note.trim()) missing.push('note');
  if (given.photos < photosNeeded(item, given.result)) missing.push('photo');
  return missing;
}

/** Green where nothing failed even partly, else blue (Q1-4.1). */
export const colourOf = (answers: Answers): 'green' | 'blue' =>
  Object.values(answers).some(({ result }) => isProblem(result)) ? 'blue' : 'green';

/** The same day some months earlier, or that month's last day where it has none such. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const lastDate = new Date(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0),
  ).getUTCDate();
  first.setUTCDate(Math.min(date, lastDate));
  return first.toISOString().slice(0, 10);
}

/** Codes that fail now and failed here within the months before (AMB-13). */
export function repeatedItems(
  items: readonly RuleItem[],
  answers: Answers,
  lastFailed: Readonly<Record<string, string>>,
  on: string,
  months = 12,
): string[] {
  const since = monthsBefore(on, months);
  const isRepeated = ({ code, repeat_key }: RuleItem): boolean => {
    const last = lastFailed[repeat_key];
    return answers[code]?.result === 'fail' && last !== undefined && since <= last && last <= on;
  };
  return items.filter(isRepeated).map(({ code }) => code);
}

/** A self-check has no other side; a mystery visitor must stay unknown. */
export const needsSignature = (form: string): boolean => !UNSIGNED_FORMS.includes(form);

/** An objection (当场异议) to what is still a problem; null where nothing of it is left. */
export function stillObjected<O extends { item_codes: string[] }>(
  objection: O,
  problems: readonly { item: { code: string } }[],
): O | null {
  const codes = new Set(problems.map(({ item }) => item.code));
  const item_codes = objection.item_codes.filter((code) => codes.has(code));
  return item_codes.length ? { ...objection, item_codes } : null;
}

/** Days until a problem has to be rectified (policy order.rectify_days_*). */
export const rectifyDays = (severity: string): number => (severity === 'critical' ? 1 : 3);

/** `临1102-7K3M`: the slip's name until the server has given it a number. */
export function temporaryNumber(day: string, random: Uint8Array): string {
  // Without 0, O, 1 and I, which are read aloud and written down wrongly.
  const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  const tail = Array.from(random.slice(0, 4), (byte) => letters[byte % letters.length]).join('');
  return `临${day.slice(5).replace('-', '')}-${tail}`;
}

/** 98.5 of 985. */
export const scoreWords = (tenths: number): string => (tenths / 10).toFixed(1);

/** The order of a check: not one that was withdrawn, nor an orange one that came after it. */
export const orderOf = <O extends { visit_id: string; state: string; colour: string }>(
  orders: readonly O[],
  visit_id: string,
): O | undefined =>
  orders.find(
    (order) =>
      order.visit_id === visit_id && order.state !== 'withdrawn' && order.colour !== 'orange',
  );

type VoidFacts = {
  state: string;
  unit_id: string;
  inspector_id: string;
  void_asker_id: string | null;
  void_asked_at: string | null;
};
/** What is said of a check that was entered wrongly, or is said to be (作废). */
export type VoidStory = {
  state: string;
  void_asker_name: string | null;
  void_asked_at: string | null;
  void_reason: string;
  void_judge_name: string | null;
  void_refusal: string;
  voided_at: string | null;
};
type Holder = { id: string; grant_units: Readonly<Record<string, readonly string[]>> };

const holds = (holder: Holder, grant: string, { unit_id }: VoidFacts): boolean =>
  holder.grant_units[grant]?.includes(unit_id) ?? false;

export const isVoidAsked = ({ state, void_asked_at }: VoidFacts): boolean =>
  state === 'closed' && void_asked_at !== null;

/** Its inspector, or anybody of the supervision group. */
export const mayAskVoid = (visit: VoidFacts, person: Holder): boolean =>
  visit.state === 'closed' &&
  !isVoidAsked(visit) &&
  (visit.inspector_id === person.id || holds(person, 'order.propose', visit));

/** The head of the group or his deputy, if he has neither asked nor checked himself (四眼). */
export const mayJudgeVoid = (visit: VoidFacts, person: Holder): boolean =>
  isVoidAsked(visit) &&
  holds(person, 'visit.void', visit) &&
  ![visit.void_asker_id, visit.inspector_id].includes(person.id);

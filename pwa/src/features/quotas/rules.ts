// Quotas (配额): pure rules. What must be done, what is missing, and whether the pace is enough. Integers only.
import { daysBetween } from '@/lib/dates';

export type QuotaKind =
  | 'team_self'
  | 'department_self'
  | 'branch_spot'
  | 'hq_division'
  | 'hq_unit'
  | 'mystery'
  | 'key_matter'
  | 'callback_full'
  | 'callback_sample';

export type QuotaLine = {
  id: string;
  kind: QuotaKind;
  unit_id: string;
  unit_name: string;
  period: string;
  starts_on: string;
  ends_on: string;
  /** A character a day from `starts_on`, "1" where it is worked. */
  workdays: string;
  base: number | null;
  /** The month whose count stands for one that is not known yet. */
  stands_in: string;
  ratio_ppm: number | null;
  required: number;
  done: number;
  clause: string;
  policy_on: string | null;
  corrected_on: string | null;
  is_ranked: boolean;
};

const MILLION = 1_000_000;

/** ⌈base × ratio⌉ in integers; nothing to check where there is nothing (AMB-01, AMB-02). */
export const required = (base: number, ratioPpm: number): number =>
  Math.ceil((base * ratioPpm) / MILLION);

/** none: nothing is required · unknown: no base yet · later: not begun · missed: over, with a gap. */
export type Verdict = 'none' | 'unknown' | 'met' | 'later' | 'ahead' | 'behind' | 'missed';

/** How a quota stands on a day; rates in tenths of a check a working day, as the server counts them. */
export type Standing = {
  gap: number;
  days_left: number;
  worked: number;
  left: number;
  forecast: number;
  needed_tenths: number | null;
  achieved_tenths: number;
  verdict: Verdict;
};

const worked = (days: string): number => days.replaceAll('0', '').length;

/** What the end brings if the working days to come yield as those so far; rounded down. */
const forecastOf = (done: number, past: number, after: number): number =>
  done + (past === 0 ? 0 : Math.floor((done * after) / past));

type Sized = Pick<QuotaLine, 'required' | 'done' | 'starts_on' | 'workdays'> & { known: boolean };

/** Today is worked and still left: by its evening something may be done. */
export function stand(quota: Sized, today: string): Standing {
  const { required: wanted, done, workdays } = quota;
  const place = daysBetween(quota.starts_on, today);
  const at = Math.max(0, place);
  const past = worked(workdays.slice(0, Math.max(0, place + 1)));
  const left = worked(workdays.slice(at));
  const gap = Math.max(0, wanted - done);
  const forecast = forecastOf(done, past, worked(workdays.slice(Math.max(0, place + 1))));
  return {
    ...{ gap, worked: past, left, forecast },
    days_left: Math.min(workdays.length, Math.max(0, workdays.length - place)),
    needed_tenths: left === 0 ? null : Math.ceil((gap * 10) / left),
    achieved_tenths: past === 0 ? 0 : Math.floor((done * 10) / past),
    verdict: verdictOf(quota, forecast, { place, length: workdays.length }),
  };
}

type Place = { place: number; length: number };

function verdictOf(quota: Sized, forecast: number, { place, length }: Place): Verdict {
  if (!quota.known) return 'unknown';
  if (quota.required === 0) return 'none';
  if (quota.done >= quota.required) return 'met';
  if (place >= length) return 'missed';
  if (place < 0) return 'later';
  return forecast < quota.required ? 'behind' : 'ahead';
}

/** Every kind, in the order of the regulation. */
export const KINDS: readonly QuotaKind[] = [
  ...(['team_self', 'department_self', 'branch_spot', 'hq_division', 'hq_unit'] as const),
  ...(['mystery', 'key_matter', 'callback_full', 'callback_sample'] as const),
];

/** What fills a quota: who may do such checks looks for it first. */
const FILLED_BY: Partial<Record<QuotaKind, string>> = {
  team_self: 'visit.team',
  department_self: 'visit.department',
  branch_spot: 'visit.company',
  hq_division: 'visit.hq',
  hq_unit: 'visit.hq',
};

/** Those that are filled by checks at sites: for them there is a top-up list (补足清单). */
export const hasTopUp = (kind: QuotaKind): boolean => FILLED_BY[kind] !== undefined;

export function kindsFor(grants: readonly string[]): QuotaKind[] {
  const own = KINDS.filter((kind) => grants.includes(FILLED_BY[kind] ?? ''));
  return [...own, ...KINDS.filter((kind) => !own.includes(kind))];
}

export type BoardLine = QuotaLine &
  Standing & {
    /** Several units may bear the same name in different branches. */
    branch_name: string;
  };

export function boardLine(quota: QuotaLine, today: string, branch_name = ''): BoardLine {
  const known = quota.base !== null || quota.ratio_ppm === null;
  return { ...quota, branch_name, ...stand({ ...quota, known }, today) };
}

const quarterOf = (day: string): string =>
  `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

/** The current month, quarter or year of each unit: what is over is history, not a task. */
export const isCurrent = ({ period }: Pick<QuotaLine, 'period'>, today: string): boolean =>
  today.startsWith(period) || period === quarterOf(today);

/** A rate in words: tenths as people read them. */
export const rateOf = (tenths: number): string => (tenths / 10).toFixed(1);

export type SortKey = 'unit' | 'required' | 'done' | 'gap' | 'forecast';
export type Sort = { key: SortKey; down: boolean };

const VALUES: Record<SortKey, (line: BoardLine) => number | string> = {
  unit: (line) => line.unit_name,
  required: (line) => line.required,
  done: (line) => line.done,
  gap: (line) => line.gap,
  forecast: (line) => line.forecast,
};

const collator = new Intl.Collator('zh-CN');

export function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** Ties stay in the order of names, so that the table does not jump about. */
export function sorted(lines: readonly BoardLine[], { key, down }: Sort): BoardLine[] {
  const value = VALUES[key];
  return [...lines].sort((a, b) => {
    const order = compare(value(a), value(b));
    return (down ? -order : order) || collator.compare(a.unit_name, b.unit_name);
  });
}

export type Total = { required: number; done: number; gap: number; behind: number };

const LATE: readonly Verdict[] = ['behind', 'missed'];
export const isLate = (verdict: string): boolean => LATE.some((its) => its === verdict);

/** Gaps add up one by one: what one unit did too much does not fill another's. Who only refers is left out. */
export function totalOf(lines: readonly BoardLine[]): Total {
  const ranked = lines.filter(({ is_ranked }) => is_ranked);
  const sum = (value: (line: BoardLine) => number): number =>
    ranked.reduce((total, line) => total + value(line), 0);
  return {
    required: sum((line) => line.required),
    done: sum((line) => line.done),
    gap: sum((line) => line.gap),
    behind: ranked.filter(({ verdict }) => isLate(verdict)).length,
  };
}

// Quotas (配额): pure rules. What must be done, what is missing, and whether the pace is enough. Integers only.

export type QuotaKind = 'team_self' | 'branch_spot' | 'hq_division' | 'hq_unit';

export type QuotaLine = {
  id: string;
  kind: QuotaKind;
  unit_id: string;
  unit_name: string;
  period: string;
  base: number | null;
  ratio_ppm: number | null;
  required: number;
  done: number;
  clause: string;
};

const MILLION = 1_000_000;
const DAY_MS = 86_400_000;

/** ⌈base × ratio⌉ in integers; nothing to check where there is nothing (AMB-01, AMB-02). */
export const required = (base: number, ratioPpm: number): number =>
  Math.ceil((base * ratioPpm) / MILLION);

export const gapOf = ({ required: wanted, done }: Pick<QuotaLine, 'required' | 'done'>): number =>
  Math.max(0, wanted - done);

/** Of a month or a year: how many days it has, and how many of them have passed when this day is over. */
export type Span = { days: number; passed: number };

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

function boundsOf(period: string): [first: number, next: number] {
  const [year = 0, month] = period.split('-').map(Number);
  if (month === undefined) return [Date.UTC(year, 0) / DAY_MS, Date.UTC(year + 1, 0) / DAY_MS];
  return [Date.UTC(year, month - 1) / DAY_MS, Date.UTC(year, month) / DAY_MS];
}

/** Today counts as a day on which something may still be done, and as one that has been worked. */
export function spanOf(period: string, today: string): Span {
  const [first, next] = boundsOf(period);
  const passed = Math.min(next - first, Math.max(0, dayNumber(today) - first + 1));
  return { days: next - first, passed };
}

/** Days left, today among them; 0 when the period is over. */
export function daysLeft(period: string, today: string): number {
  const { days, passed } = spanOf(period, today);
  return dayNumber(today) >= boundsOf(period)[1] ? 0 : days - Math.max(0, passed - 1);
}

/** What the end will bring if things go on as they did so far: rounded down, promises are not counted. */
export function forecast(done: number, { days, passed }: Span): number {
  return passed === 0 ? done : Math.max(done, Math.floor((done * days) / passed));
}

/** none: nothing is required · met · behind: the pace misses the end · ahead: it does not. */
export type Pace = 'none' | 'met' | 'ahead' | 'behind';

export function paceOf(quota: Pick<QuotaLine, 'required' | 'done'>, span: Span): Pace {
  if (quota.required === 0) return 'none';
  if (quota.done >= quota.required) return 'met';
  return forecast(quota.done, span) < quota.required ? 'behind' : 'ahead';
}

const KINDS: readonly QuotaKind[] = ['team_self', 'branch_spot', 'hq_division', 'hq_unit'];

/** What fills a quota: who may do such checks looks for it first. */
const FILLED_BY: Record<QuotaKind, string> = {
  team_self: 'visit.team',
  branch_spot: 'visit.company',
  hq_division: 'visit.hq',
  hq_unit: 'visit.hq',
};

export function kindsFor(grants: readonly string[]): QuotaKind[] {
  const own = KINDS.filter((kind) => grants.includes(FILLED_BY[kind]));
  return [...own, ...KINDS.filter((kind) => !own.includes(kind))];
}

export type BoardLine = QuotaLine & {
  /** Several units may bear the same name in different branches. */
  branch_name: string;
  gap: number;
  left: number;
  forecast: number;
  pace: Pace;
};

export function boardLine(quota: QuotaLine, today: string, branch_name = ''): BoardLine {
  const span = spanOf(quota.period, today);
  return {
    ...quota,
    branch_name,
    gap: gapOf(quota),
    left: daysLeft(quota.period, today),
    forecast: forecast(quota.done, span),
    pace: paceOf(quota, span),
  };
}

/** The current month, or year, of each unit: what is over is history, not a task. */
export const isCurrent = ({ period }: Pick<QuotaLine, 'period'>, today: string): boolean =>
  today.startsWith(period);

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

function compare(a: number | string, b: number | string): number {
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

/** Gaps add up one by one: what one unit did too much does not fill another's. */
export function totalOf(lines: readonly BoardLine[]): Total {
  const sum = (value: (line: BoardLine) => number): number =>
    lines.reduce((total, line) => total + value(line), 0);
  return {
    required: sum((line) => line.required),
    done: sum((line) => line.done),
    gap: sum((line) => line.gap),
    behind: lines.filter(({ pace }) => pace === 'behind').length,
  };
}

// The board of all units over a year: what is shown, in which order, and how the address says so.
import type { components } from '@/api/schema';
import { matchesSearch } from '@/lib/text';
import { compare, isLate, KINDS, type QuotaKind } from './rules';

export type Board = components['schemas']['Board'];
export type Line = components['schemas']['Line'];
export type Cell = components['schemas']['Cell'];

export type Filter = { kind: QuotaKind; branch: string; text: string; behind: boolean };
export type BoardSort = { key: 'unit' | 'gap'; down: boolean };
export type View = { year: number; filter: Filter; sort: BoardSort };

const YEARLY: readonly QuotaKind[] = ['hq_division', 'hq_unit', 'mystery'];
export const isYearly = (kind: QuotaKind): boolean => YEARLY.includes(kind);

type Query = Record<string, unknown>;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the address asks for; nonsense in it is as if nothing were asked. */
export function viewOf(query: Query, thisYear: number): View {
  const year = Number(textOf(query.year));
  const kind = KINDS.find((its) => its === query.kind) ?? 'team_self';
  return {
    year: Number.isInteger(year) && year >= 2000 && year <= 2200 ? year : thisYear,
    filter: {
      ...{ kind, branch: textOf(query.branch), text: textOf(query.text) },
      behind: query.behind === 'true',
    },
    sort: { key: query.sort === 'gap' ? 'gap' : 'unit', down: query.down === 'true' },
  };
}

/** The address of a view; what is not asked for is not said. */
export function queryOf({ year, filter, sort }: View, thisYear: number): Record<string, string> {
  const told = {
    ...{ year: year === thisYear ? '' : String(year), kind: filter.kind },
    ...{ branch: filter.branch, text: filter.text, behind: filter.behind ? 'true' : '' },
    ...{ sort: sort.key === 'unit' ? '' : sort.key, down: sort.down ? 'true' : '' },
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''));
}

/** The columns: every month of the year, its quarters, or the year itself. */
export function periodsOf(lines: readonly Line[], kind: QuotaKind, year: number): string[] {
  if (isYearly(kind)) return [String(year)];
  const months = Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`);
  const used = new Set(lines.flatMap(({ cells }) => cells.map(({ period }) => period)));
  const quarters = [1, 2, 3, 4].map((n) => `${year}-Q${n}`).filter((its) => used.has(its));
  return [...months, ...quarters];
}

/** The gaps of all periods that have begun. */
export const gapOf = ({ cells }: Line): number => cells.reduce((sum, { gap }) => sum + gap, 0);

export const isBehind = ({ is_ranked, cells }: Line): boolean =>
  is_ranked && cells.some(({ verdict }) => isLate(verdict));

/** Of the lines of a kind those that are asked for, in the order asked for. */
export function shownLines(lines: readonly Line[], { filter, sort }: View): Line[] {
  const found = lines.filter(
    (line) =>
      (filter.branch === '' || line.branch_id === filter.branch) &&
      (!filter.behind || isBehind(line)) &&
      matchesSearch([line.unit_name, line.branch_name], filter.text),
  );
  if (sort.key === 'unit') return sort.down ? found.reverse() : found;
  const way = sort.down ? -1 : 1;
  return found.sort((a, b) => way * compare(gapOf(a), gapOf(b)));
}

/** Branches of the lines with their names, for the filter. */
export function branchesOf(lines: readonly Line[]): { id: string; name: string }[] {
  const names = new Map(lines.map(({ branch_id, branch_name }) => [branch_id, branch_name]));
  names.delete('');
  return [...names].map(([id, name]) => ({ id, name }));
}

export type Sum = { required: number; done: number; gap: number; behind: number };

/** Of one period, over the units that the regulation binds. */
export function sumOf(lines: readonly Line[], period: string): Sum {
  const cells = lines
    .filter(({ is_ranked }) => is_ranked)
    .flatMap((line) => line.cells.filter((cell) => cell.period === period));
  const sum = (value: (cell: Cell) => number): number =>
    cells.reduce((total, cell) => total + value(cell), 0);
  return {
    required: sum((cell) => cell.required),
    done: sum((cell) => cell.done),
    gap: sum((cell) => cell.gap),
    behind: cells.filter(({ verdict }) => isLate(verdict)).length,
  };
}

/** Where the keyboard stands: a line and a column, both within the table. */
export type Spot = { line: number; column: number };

export function moved(spot: Spot, by: Spot, size: Spot): Spot {
  const within = (value: number, length: number): number =>
    Math.max(0, Math.min(length - 1, value));
  return {
    line: within(spot.line + by.line, size.line),
    column: within(spot.column + by.column, size.column),
  };
}

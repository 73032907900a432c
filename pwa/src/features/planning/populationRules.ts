// Populations: pure rules. Rows and months of the table, and which cells take a number.
import type { components } from '@/api/schema';

export type Population = components['schemas']['PopulationShape'];
export type Kind =
  | 'services'
  | 'customers'
  | 'cases_government'
  | 'cases_web'
  | 'cases_hotline'
  | 'cases_app';
export type Unit = { id: string; code: string; name: string; kind: string; is_closed: boolean };

export const KINDS: readonly Kind[] = [
  ...(['services', 'customers'] as const),
  ...(['cases_government', 'cases_web', 'cases_hotline', 'cases_app'] as const),
];
const YEARS = 3;
const BRANCHES: readonly string[] = ['branch', 'subsidiary'];

export const isTyped = (kind: Kind): kind is 'services' | 'customers' =>
  kind === 'services' || kind === 'customers';

export const yearsUpTo = (today: string): string[] =>
  Array.from({ length: YEARS }, (_, back) => String(Number(today.slice(0, 4)) - back));

export const monthsOf = (year: string): string[] =>
  Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);

/** Units that the table has: those that can be typed for, and of cases those that have any. */
export function unitsFor<U extends Unit>(
  units: readonly U[],
  kind: Kind,
  found: readonly Population[],
): U[] {
  const known = new Set(found.filter((its) => its.kind === kind).map(({ unit_id }) => unit_id));
  const fits = (unit: U): boolean =>
    kind === 'services' ? unit.kind === 'team' : isTyped(kind) && BRANCHES.includes(unit.kind);
  return units
    .filter((unit) => known.has(unit.id) || (fits(unit) && !unit.is_closed))
    .sort((a, b) => a.code.localeCompare(b.code));
}

export const cellKey = (unit_id: string, period: string): string => `${unit_id}/${period}`;

export const byCell = (found: readonly Population[], kind: Kind): Map<string, Population> =>
  new Map(
    found.filter((its) => its.kind === kind).map((its) => [cellKey(its.unit_id, its.period), its]),
  );

/** Why a month takes no number yet; null: it does. Customers are counted at a month's end. */
export function monthBlock(
  kind: Kind,
  period: string,
  today: string,
): 'future' | 'notEnded' | null {
  const month = today.slice(0, 7);
  if (period > month) return 'future';
  return kind === 'customers' && period === month ? 'notEnded' : null;
}

/** A whole number from 0 on, as somebody types it; null where it is none. */
export function countIn(text: string): number | null {
  const plain = text.trim().replace(/[,，]/g, '');
  return /^\d{1,10}$/.test(plain) ? Number(plain) : null;
}

// Reports: pure rules about months, units, and which prints still run.

export type PrintState = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled';
export type MonthPrint = {
  id: string;
  month: string;
  unit_name: string;
  colour: 'green' | 'blue' | 'orange' | null;
  state: PrintState;
  total: number;
  done: number;
  pages: number;
  size: number;
  ordered_at: string;
};
export type ColourChoice = 'all' | 'green' | 'blue' | 'orange';
export const COLOURS: readonly ColourChoice[] = ['all', 'green', 'blue', 'orange'];
const PRINTED_KINDS: readonly string[] = ['group', 'branch', 'subsidiary'];
const MONTHS = 13;

export const isRunning = (state: PrintState): boolean => state === 'waiting' || state === 'working';

/** This month and those before it, the newest first, as YYYY-MM. */
export function monthsUpTo(today: string): string[] {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return Array.from({ length: MONTHS }, (_, back) => {
    const at = year * 12 + month - 1 - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}

/** Units for which this person may print: the company and its branches, else whatever is his. */
export function printable<U extends { id: string; kind: string; code: string }>(
  units: readonly U[],
  allowed: readonly string[],
): U[] {
  const his = units.filter(({ id }) => allowed.includes(id));
  const large = his.filter(({ kind }) => PRINTED_KINDS.includes(kind));
  const rank = ({ kind }: U): number => PRINTED_KINDS.indexOf(kind);
  const shown = large.length > 0 ? large : his;
  return [...shown].sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code));
}

/** The newest first. */
export const newestFirst = <P extends { ordered_at: string }>(prints: readonly P[]): P[] =>
  [...prints].sort((a, b) => b.ordered_at.localeCompare(a.ordered_at));

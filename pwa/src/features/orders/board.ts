// The board (督查单看板): pure rules. What is open by stage, unit and item, and what a period brought.
import { addDays, dayOf } from '../../lib/dates';
import { STAGES, type Stage } from './filter';
import { dueOf, type OrderColour, type OrderLine } from './rules';

/** What still goes on, in the order of an order's life. */
export const FUNNEL = ['draft', 'issued', 'delivered', 'rectifying', 'reviewing'] as const;
export type FunnelStage = (typeof FUNNEL)[number];
export type FunnelLine = { stage: FunnelStage; count: number; permille: number };

const inStage = ({ state }: OrderLine, stage: keyof typeof STAGES): boolean =>
  (STAGES[stage] as readonly string[]).includes(state);
const isOpen = (order: OrderLine): boolean => inStage(order, 'open');

/** How far a bar reaches, of the longest one. */
const permilleOf = (count: number, most: number): number =>
  most === 0 ? 0 : Math.round((count * 1000) / most);

export function funnelOf(orders: readonly OrderLine[]): FunnelLine[] {
  const counts = FUNNEL.map((stage) => orders.filter((order) => inStage(order, stage)).length);
  const most = Math.max(...counts);
  return FUNNEL.map((stage, at) => {
    const count = counts[at] ?? 0;
    return { stage, count, permille: permilleOf(count, most) };
  });
}

export const TILES = ['overdue', 'today', 'draft', 'reviewing', 'open'] as const;
export type Tile = { stage: (typeof TILES)[number]; count: number };

export function tilesOf(orders: readonly OrderLine[], now: number): Tile[] {
  const isIn = (order: OrderLine, stage: Stage): boolean =>
    stage === 'overdue' || stage === 'today'
      ? dueOf(order, now).kind === stage
      : inStage(order, stage);
  return TILES.map((stage) => ({ stage, count: orders.filter((o) => isIn(o, stage)).length }));
}

type Unit = { id: string; name: string };
/** Open ones from this device; the period's from the server, null until it has answered. */
export type UnitLine = Unit & {
  open: number;
  overdue: number;
  today: number;
  period: PeriodLine | null;
};
export type PeriodLine = Record<OrderColour, number> & {
  sent: number;
  closed: number;
  /** Percent, rounded down; null where nothing was sent. */
  rate: number | null;
};
export type UnitCount = { unit_id: string; colour: OrderColour; state: string; count: number };

/** Never sent to a unit, or not standing any more. */
const UNSENT: readonly string[] = ['draft', 'issued', 'withdrawn', 'voided'];
const NOTHING: PeriodLine = { green: 0, blue: 0, orange: 0, sent: 0, closed: 0, rate: null };

/** Of the orders that went to units; the rate of what is closed is an integer. */
export function periodOf(counts: readonly UnitCount[]): PeriodLine {
  const line = { ...NOTHING };
  for (const { colour, state, count } of counts) {
    if (UNSENT.includes(state)) continue;
    line[colour] += count;
    line.sent += count;
    if (state === 'closed') line.closed += count;
  }
  return { ...line, rate: line.sent ? Math.floor((line.closed * 100) / line.sent) : null };
}

type Known = { branchOf: (unit_id: string) => Unit; now: number };

/** A line for each branch that has, or had, an order; the most overdue first. */
export function unitLines(
  orders: readonly OrderLine[],
  counts: readonly UnitCount[] | null,
  { branchOf, now }: Known,
): UnitLine[] {
  const open = orders.filter(isOpen);
  const units = new Map<string, Unit>();
  for (const { unit_id } of [...open, ...(counts ?? [])]) {
    const branch = branchOf(unit_id);
    units.set(branch.id, branch);
  }
  const lines = [...units.values()].map((unit) => {
    const mine = open.filter(({ unit_id }) => branchOf(unit_id).id === unit.id);
    const due = (kind: string) => mine.filter((order) => dueOf(order, now).kind === kind).length;
    const its = counts?.filter(({ unit_id }) => branchOf(unit_id).id === unit.id);
    const period = its ? periodOf(its) : null;
    return { ...unit, open: mine.length, overdue: due('overdue'), today: due('today'), period };
  });
  return lines.sort((a, b) => b.overdue - a.overdue || b.open - a.open);
}

export type ItemCount = { item_code: string; text: string; count: number };

export function itemLines(items: readonly ItemCount[]): (ItemCount & { permille: number })[] {
  const most = Math.max(0, ...items.map(({ count }) => count));
  return items.map((item) => ({ ...item, permille: permilleOf(item.count, most) }));
}

export const PERIODS = ['month', 'before', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** First and last day of a period in China, of which today's is not over yet. */
export function daysOf(period: Period, now: number): { since: string; until: string } {
  const today = dayOf(now);
  const first = `${today.slice(0, 7)}-01`;
  const year = today.slice(0, 4);
  if (period === 'month') return { since: first, until: today };
  if (period === 'year') return { since: `${year}-01-01`, until: today };
  if (period === 'before') {
    const until = addDays(first, -1);
    return { since: `${until.slice(0, 7)}-01`, until };
  }
  const quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 1;
  return { since: `${year}-${String(quarter).padStart(2, '0')}-01`, until: today };
}

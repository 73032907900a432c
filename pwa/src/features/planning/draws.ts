// Draws (抽样): pure rules of the wizard and of a draw's page.
import type { components } from '@/api/schema';

export type DrawDetail = components['schemas']['DrawDetail'];
export type DrawSummary = components['schemas']['DrawSummary'];
export type Pick = components['schemas']['PickShape'];
export type Proof = components['schemas']['ProofReport'];
export type PersonCount = components['schemas']['PersonCount'];
export type Plan = DrawDetail['plan'];
export type Source = Plan['source'];
export type By = Plan['by'][number];
/** As people name them: a stratified draw is a simple one within each stratum. */
export type Kind = 'simple' | 'stratified' | 'systematic' | 'pps';

const MILLION = 1_000_000;
const PPM_OF_PERCENT = 10_000;
const MONTHS = 13;

export const DIVISIONS: Record<Source, readonly By[]> = {
  services: ['kind', 'unit', 'district'],
  sites: ['kind', 'unit', 'district', 'branch'],
  orders: ['colour', 'unit'],
};
export const KINDS: Record<Source, readonly Kind[]> = {
  services: ['simple', 'stratified', 'systematic'],
  sites: ['simple', 'stratified', 'systematic', 'pps'],
  orders: ['simple', 'stratified', 'systematic'],
};

/** What is on the form; numbers are as they were typed. */
export type Wanted = {
  title: string;
  unit_id: string;
  source: Source;
  kind: Kind;
  month: string;
  unit_ids: string[];
  by: By[];
  share: Plan['share'];
  measure: 'percent' | 'count';
  amount: string;
  minimum: string;
  reserve: string;
  size_by: NonNullable<Plan['size_by']>;
  visited_days: string;
  drawn_days: string;
};

export const emptyWanted = (unit_id: string, month: string): Wanted => ({
  ...{ title: '', unit_id, source: 'services', kind: 'stratified', month, unit_ids: [] },
  ...{ by: ['kind'], share: 'proportional', measure: 'percent', amount: '3', minimum: '1' },
  ...{ reserve: '20', size_by: 'services', visited_days: '0', drawn_days: '0' },
});

/** A share in millionths from what was typed as per cent; NaN where that is no number. */
export function ppmOf(text: string): number {
  const [, whole = '', rest = ''] = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(text.trim()) ?? [];
  return whole ? Number(whole) * PPM_OF_PERCENT + Number(rest.padEnd(4, '0')) : Number.NaN;
}

const countOf = (text: string): number =>
  /^\d{1,7}$/.test(text.trim()) ? Number(text) : Number.NaN;

/** The fields that are wrong, by name. */
export function faultsOf(wanted: Wanted): string[] {
  const amount = wanted.measure === 'percent' ? ppmOf(wanted.amount) : countOf(wanted.amount);
  const faults: [string, boolean][] = [
    ['title', wanted.title.trim() === ''],
    ['amount', !(amount > 0) || (wanted.measure === 'percent' && amount > MILLION)],
    ['by', wanted.kind === 'stratified' && wanted.by.length === 0],
    ['minimum', wanted.kind === 'stratified' && !(countOf(wanted.minimum) >= 0)],
    ['reserve', !(ppmOf(wanted.reserve) <= MILLION)],
    ['visited_days', wanted.source === 'sites' && !(countOf(wanted.visited_days) >= 0)],
    ['drawn_days', !(countOf(wanted.drawn_days) >= 0)],
  ];
  return faults.flatMap(([name, isWrong]) => (isWrong ? [name] : []));
}

/** The plan as the server takes it, of a form without faults. */
export function planOf(wanted: Wanted): Plan {
  const isStratified = wanted.kind === 'stratified';
  const isPercent = wanted.measure === 'percent';
  return {
    source: wanted.source,
    method: isStratified ? 'simple' : (wanted.kind as Plan['method']),
    periods: wanted.source === 'sites' ? [] : [wanted.month],
    unit_ids: wanted.unit_ids,
    by: isStratified ? wanted.by : [],
    share: wanted.share,
    minimum: isStratified ? countOf(wanted.minimum) : 0,
    count: isPercent ? null : countOf(wanted.amount),
    ppm: isPercent ? ppmOf(wanted.amount) : null,
    reserve_ppm: ppmOf(wanted.reserve),
    size_by: wanted.kind === 'pps' ? wanted.size_by : null,
    visited_days: wanted.source === 'sites' ? countOf(wanted.visited_days) : 0,
    drawn_days: countOf(wanted.drawn_days),
  };
}

type Part<T, K extends keyof T> = { readonly [P in K]: T[P] };

export const kindOf = ({ method, by }: Part<Plan, 'method' | 'by'>): Kind =>
  method === 'simple' && by.length > 0 ? 'stratified' : method;

/** This month and those before it, the newest first, as YYYY-MM. */
export function monthsBefore(today: string): string[] {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return Array.from({ length: MONTHS }, (_, back) => {
    const at = year * 12 + month - 1 - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}

export type Step = {
  name: 'committed' | 'frozen' | 'drawn';
  at: string | null;
  by: string | null;
  hashes: readonly { name: 'commitment' | 'population' | 'seed' | 'picks'; value: string }[];
};

/** The three steps in their order; what has not happened yet has no time. */
export function stepsOf(draw: DrawDetail): Step[] {
  const of = (name: Step['hashes'][number]['name'], value: string | null) =>
    value ? [{ name, value }] : [];
  return [
    {
      ...{ name: 'committed', at: draw.begun_at, by: draw.beginner_name },
      hashes: of('commitment', draw.commitment),
    },
    {
      ...{ name: 'frozen', at: draw.frozen_at, by: draw.freezer_name },
      hashes: of('population', draw.population_hash),
    },
    {
      ...{ name: 'drawn', at: draw.drawn_at, by: draw.drawer_name },
      hashes: [...of('seed', draw.seed), ...of('picks', draw.picks_hash)],
    },
  ];
}

/** Whether one still waits for something to become of it: not a reserve that stands in for nobody. */
export const isOpen = (pick: Pick): boolean =>
  (!pick.is_reserve || pick.for_position !== null) && ['drawn', 'unreachable'].includes(pick.state);

/** Lists that are left out, added up by their rule. */
export function leftOutOf(draw: Part<DrawDetail, 'strata'>): { rule: string; size: number }[] {
  const sums = new Map<string, number>();
  for (const { rule, size } of draw.strata) {
    if (rule) sums.set(rule, (sums.get(rule) ?? 0) + size);
  }
  return [...sums].map(([rule, size]) => ({ rule, size }));
}

/** Whether a unit is another one, or lies below it. */
export function isBelow(
  units: readonly { id: string; parent_id: string | null }[],
  id: string,
  top: string,
): boolean {
  let at: string | null | undefined = id;
  while (at && at !== top) at = units.find((unit) => unit.id === at)?.parent_id;
  return at === top;
}

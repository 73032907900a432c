// Orders: which of them a list shows and in what order, and how that stands in the address.
import { dayOf } from '../../lib/dates';
import { matchesSearch } from '../../lib/text';
import {
  awaitsUnit,
  byUrgency,
  dueOf,
  isViewName,
  limitOf,
  type OrderColour,
  type OrderLine,
  type ViewName,
} from './rules';

/** Groups of states that mean the same to a reader; the server has the same ones. */
export const STAGES = {
  draft: ['draft'],
  issued: ['issued'],
  delivered: ['delivered'],
  rectifying: ['acknowledged', 'returned'],
  reviewing: ['feedback', 'in_review'],
  settled: ['closed', 'withdrawn', 'escalated', 'voided'],
  closed: ['closed'],
  escalated: ['escalated'],
  open: [
    ...['draft', 'issued', 'delivered', 'acknowledged', 'returned'],
    ...['feedback', 'in_review'],
  ],
} as const;
export type Stage = keyof typeof STAGES | 'overdue' | 'today';

/** Days of issue in China, both included; `unit` stands for all below it too. */
export type Filter = {
  text: string;
  colour: OrderColour | '';
  stage: Stage | '';
  unit: string;
  issuer: string;
  item: string;
  since: string;
  until: string;
};
export const NO_FILTER: Filter = {
  ...{ text: '', colour: '', stage: '', unit: '', issuer: '', item: '' },
  ...{ since: '', until: '' },
};
const NAMES = Object.keys(NO_FILTER) as (keyof Filter)[];

export const isFiltering = (filter: Filter): boolean => NAMES.some((name) => filter[name] !== '');

/** What hangs on an order, as lists ask for it. */
export type Items = { codes: readonly string[]; texts: readonly string[] };
export const NO_ITEMS: Items = { codes: [], texts: [] };

function inStage(order: OrderLine, stage: Stage, now: number): boolean {
  if (stage === 'overdue' || stage === 'today') return dueOf(order, now).kind === stage;
  return (STAGES[stage] as readonly string[]).includes(order.state);
}

function inPeriod({ issued_at }: OrderLine, { since, until }: Filter): boolean {
  const day = dayOf(issued_at);
  return (!since || day >= since) && (!until || day <= until);
}

function hasText(order: OrderLine, { codes, texts }: Items, text: string): boolean {
  if (!text) return true;
  const { number, temporary_number, site_name, unit_name, branch_name } = order;
  const names = [site_name, unit_name, branch_name, order.issuer_name, order.template_name];
  return matchesSearch([number ?? '', temporary_number, ...names, ...codes, ...texts], text);
}

type Known = { now: number; items: Items; isBelow: (unit: string, top: string) => boolean };

export function passes(order: OrderLine, filter: Filter, { now, items, isBelow }: Known): boolean {
  const { colour, stage, unit, issuer, item, text } = filter;
  return (
    (!colour || order.colour === colour) &&
    (!stage || inStage(order, stage, now)) &&
    (!unit || isBelow(order.unit_id, unit)) &&
    (!issuer || order.issuer_id === issuer) &&
    (!item || items.codes.includes(item)) &&
    inPeriod(order, filter) &&
    hasText(order, items, text)
  );
}

export type SortKey = 'due' | 'number' | 'site' | 'unit' | 'state' | 'issued';
export type Sort = { key: SortKey; down: boolean };
export const BY_URGENCY: Sort = { key: 'due', down: false };
const KEYS: readonly SortKey[] = ['due', 'number', 'site', 'unit', 'state', 'issued'];
const LIFE = [
  ...['draft', 'issued', 'delivered', 'acknowledged', 'returned'],
  ...['feedback', 'in_review', 'escalated', 'closed', 'withdrawn', 'voided'],
];

const chinese = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true });
const COMPARE: Record<Exclude<SortKey, 'due'>, (a: OrderLine, b: OrderLine) => number> = {
  number: (a, b) => chinese.compare(a.number ?? a.temporary_number, b.number ?? b.temporary_number),
  site: (a, b) => chinese.compare(a.site_name, b.site_name),
  unit: (a, b) =>
    chinese.compare(a.branch_name, b.branch_name) || chinese.compare(a.unit_name, b.unit_name),
  state: (a, b) => LIFE.indexOf(a.state) - LIFE.indexOf(b.state),
  issued: (a, b) => Date.parse(a.issued_at) - Date.parse(b.issued_at),
};

/** By urgency; the other way round what is due last comes first, and what is settled stays last. */
function byDue(a: OrderLine, b: OrderLine, down: boolean): number {
  const isDue = (order: OrderLine) => awaitsUnit(order) && limitOf(order) !== null;
  return isDue(a) && isDue(b) && down ? byUrgency(b, a) : byUrgency(a, b);
}

export function sorted<O extends OrderLine>(orders: readonly O[], { key, down }: Sort): O[] {
  if (key === 'due') return [...orders].sort((a, b) => byDue(a, b, down));
  const compare = COMPARE[key];
  return [...orders].sort((a, b) => (down ? compare(b, a) : compare(a, b)) || byUrgency(a, b));
}

type Query = Readonly<Record<string, unknown>>;
/** What is open and thus here: no phone asks the server for it. */
const HERE: readonly ViewName[] = ['confirm', 'answer', 'rectify', 'review'];
const COLOURS: readonly string[] = ['green', 'blue', 'orange'];
const isStage = (text: string): boolean => text in STAGES || ['overdue', 'today'].includes(text);
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const CHECKS: Partial<Record<keyof Filter, (text: string) => boolean>> = {
  colour: (text) => COLOURS.includes(text),
  stage: isStage,
  since: isDay,
  until: isDay,
};

export type Listed = { view: ViewName | null; filter: Filter; sort: Sort };

/** What an address asks for; what it says wrongly is as if it were not said. */
export function listedIn(query: Query): Listed {
  const said = (name: string): string => (typeof query[name] === 'string' ? query[name] : '');
  const filter = Object.fromEntries(
    NAMES.map((name) => [name, (CHECKS[name]?.(said(name)) ?? true) ? said(name) : '']),
  ) as Filter;
  const key = said('sort').replace(/^-/, '') as SortKey;
  return {
    view: isViewName(said('view')) ? (said('view') as ViewName) : null,
    filter,
    sort: KEYS.includes(key) ? { key, down: said('sort').startsWith('-') } : BY_URGENCY,
  };
}

/** The same as an address, without what is not asked for. */
export function queryOf({ view, filter, sort }: Listed): Record<string, string> {
  const named = NAMES.filter((name) => filter[name]).map((name) => [name, filter[name]]);
  const { key, down } = sort;
  const isPlain = key === BY_URGENCY.key && down === BY_URGENCY.down;
  return {
    ...(view && { view }),
    ...Object.fromEntries(named),
    ...(!isPlain && { sort: `${down ? '-' : ''}${key}` }),
  };
}

/** What the server is asked for: a view is a filter there, or asks for what is open and thus here. */
export function serverQuery({ view, filter }: Listed, me: string): URLSearchParams | null {
  const query = queryOf({ view: null, filter, sort: BY_URGENCY });
  if (view && HERE.includes(view)) return null;
  return new URLSearchParams({ ...query, ...(view === 'issued' && { issuer: me }) });
}

/** Only what is settled ever leaves a device. */
export const mayBeAged = ({ stage }: Filter): boolean =>
  stage === '' || stage === 'settled' || stage === 'closed' || stage === 'escalated';

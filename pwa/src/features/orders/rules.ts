// Orders (督查单): pure rules. The life of an order, its time limit in words, who may do what, what lists show.
import { dayOf, daysBetween } from '../../lib/dates';

export type OrderColour = 'green' | 'blue' | 'orange';
export type OrderAction =
  | 'confirm'
  | 'dismiss'
  | 'deliver'
  | 'acknowledge'
  | 'submit_feedback'
  | 'review_pass'
  | 'review_return'
  | 'review_fail'
  | 'escalate'
  | 'strike_all'
  | 'withdraw'
  | 'void';

/** What lists and cards need to know of an order. */
export type OrderLine = {
  id: string;
  number: string | null;
  temporary_number: string;
  colour: OrderColour;
  state: string;
  site_name: string;
  unit_id: string;
  unit_name: string;
  branch_name: string;
  issuer_id: string;
  issuer_name: string;
  /** Who checked, where another had to sign (提交组长签发). */
  proposer_id?: string | null;
  template_name: string;
  issued_at: string;
  author_id?: string | null;
  feedback_due_at: string | null;
  /** When it becomes orange: the first matter's limit, or that for papers that were sent back. */
  escalates_at?: string | null;
  /** Of the newest objection and of the extension; open: the head of the group is asked. */
  objection_state?: string | null;
  extension_state?: string | null;
  /** Written feedback came while the rest is mended later (AMB-11). */
  progressed_at?: string | null;
  closed_at: string | null;
  missing_photos: number;
};

/** (state/action) → next state; what is not here is refused with `order-state`. */
const TRANSITIONS: Readonly<Record<string, string>> = {
  'draft/confirm': 'issued',
  'draft/dismiss': 'withdrawn',
  'issued/deliver': 'delivered',
  'issued/withdraw': 'withdrawn',
  'delivered/acknowledge': 'acknowledged',
  'acknowledged/submit_feedback': 'feedback',
  'returned/submit_feedback': 'feedback',
  'feedback/review_pass': 'closed',
  'feedback/review_return': 'returned',
  'feedback/review_fail': 'escalated',
  'delivered/strike_all': 'withdrawn',
  'acknowledged/strike_all': 'withdrawn',
  'feedback/strike_all': 'withdrawn',
  'delivered/escalate': 'escalated',
  'acknowledged/escalate': 'escalated',
  'returned/escalate': 'escalated',
  'feedback/escalate': 'escalated',
  'draft/void': 'voided',
  'issued/void': 'voided',
  'delivered/void': 'voided',
  'acknowledged/void': 'voided',
  'feedback/void': 'voided',
  'in_review/void': 'voided',
  'returned/void': 'voided',
  'closed/void': 'voided',
  'escalated/void': 'voided',
};

/** Null: refused. A green order is closed by being acknowledged; only an orange draft is dismissed. */
export function nextState(state: string, action: OrderAction, colour: OrderColour): string | null {
  if (action === 'dismiss' && colour !== 'orange') return null;
  const found = TRANSITIONS[`${state}/${action}`] ?? null;
  return found === 'acknowledged' && colour === 'green' ? 'closed' : found;
}

/** The unit has to do something before the limit. */
const AWAITING_UNIT = ['delivered', 'acknowledged', 'returned'];
const SETTLED = ['closed', 'withdrawn', 'escalated', 'voided'];

export const isSettled = ({ state }: Pick<OrderLine, 'state'>): boolean => SETTLED.includes(state);
export const awaitsUnit = ({ state }: Pick<OrderLine, 'state'>): boolean =>
  AWAITING_UNIT.includes(state);

/** The word for a state: a green or blue draft is what a member of the group has proposed. */
export const stateWord = ({ state, colour }: Pick<OrderLine, 'state' | 'colour'>): string =>
  state === 'draft' && colour !== 'orange' ? 'proposed' : state;

/** Where a policy says so, nobody signs an orange draft but the system itself (AMB-14). */
export const isIssuedBySystem = ({
  state,
  issuer_id,
}: Pick<OrderLine, 'state' | 'issuer_id'>): boolean => state !== 'draft' && issuer_id === 'system';

export type Due = { kind: 'none' | 'today' | 'left' | 'overdue'; days: number };

/** A limit ends at 24:00, which is 00:00 of the day after. */
export const lastDayOf = (end: string): string => dayOf(new Date(end).getTime() - 1);

type Limited = Pick<OrderLine, 'state' | 'feedback_due_at' | 'escalates_at' | 'progressed_at'>;

/**
 * What the unit has to keep next: the earlier of both limits. Once the written feedback was given,
 * and for papers that were sent back, the other one.
 */
export function limitOf(order: Limited): string | null {
  const { state, feedback_due_at, escalates_at = null, progressed_at } = order;
  if (!escalates_at || !feedback_due_at) return escalates_at ?? feedback_due_at;
  if (state === 'returned' || progressed_at) return escalates_at;
  return Date.parse(escalates_at) < Date.parse(feedback_due_at) ? escalates_at : feedback_due_at;
}

/** Overdue is derived, never stored; only an order that waits for its unit can be. */
export function dueOf(order: Limited, now: number): Due {
  const limit = limitOf(order);
  if (!limit || !awaitsUnit(order)) return { kind: 'none', days: 0 };
  const left = daysBetween(dayOf(now), lastDayOf(limit));
  if (left < 0) return { kind: 'overdue', days: -left };
  return left === 0 ? { kind: 'today', days: 0 } : { kind: 'left', days: left };
}

export type Person = {
  id: string;
  grants: readonly string[];
  grant_units: Readonly<Record<string, readonly string[]>>;
};

/** A grant without units listed holds everywhere. */
export function may(person: Person, grant: string, unit_id: string): boolean {
  if (!person.grants.includes(grant)) return false;
  const units = person.grant_units[grant];
  return !units || units.includes(unit_id);
}

export type ViewName = 'confirm' | 'answer' | 'rectify' | 'review' | 'issued' | 'all';

/** The lists that a person has, the most urgent first. */
export function viewsOf({ grants }: Pick<Person, 'grants'>): ViewName[] {
  const views: [ViewName, string][] = [
    ['confirm', 'order.confirm'],
    ['answer', 'order.confirm'],
    ['rectify', 'order.respond'],
    ['review', 'order.review'],
    ['issued', 'order.propose'],
  ];
  const own = views.filter(([, grant]) => grants.includes(grant)).map(([view]) => view);
  return [...own, 'all'];
}

/** An objection or a request for more time waits for its answer; after its end nobody asks. */
const isAsking = (order: OrderLine): boolean =>
  !isSettled(order) && (order.objection_state === 'open' || order.extension_state === 'open');

const IN_VIEW: Record<ViewName, (order: OrderLine, person: Person) => boolean> = {
  confirm: (order, person) =>
    order.state === 'draft' && may(person, 'order.confirm', order.unit_id),
  answer: (order, person) => isAsking(order) && may(person, 'order.confirm', order.unit_id),
  rectify: (order, person) => awaitsUnit(order) && may(person, 'order.respond', order.unit_id),
  review: (order, person) =>
    order.state === 'feedback' && may(person, 'order.review', order.unit_id),
  issued: (order, person) =>
    order.proposer_id === person.id || (order.issuer_id === person.id && order.state !== 'draft'),
  all: () => true,
};

export const isViewName = (name: string): boolean => Object.hasOwn(IN_VIEW, name);

export const inView = (view: ViewName, order: OrderLine, person: Person): boolean =>
  IN_VIEW[view](order, person);

export const shownNumber = (order: Pick<OrderLine, 'number' | 'temporary_number'>): string =>
  order.number ?? order.temporary_number;

/** What waits for the unit by its limit, then what waits for others, then what is settled, newest first. */
const rank = (order: OrderLine): number => {
  if (isSettled(order)) return 2;
  return awaitsUnit(order) && limitOf(order) ? 0 : 1;
};

const descending = (a: string, b: string): number => (a > b ? -1 : Number(a < b));

export function byUrgency(a: OrderLine, b: OrderLine): number {
  const [first, second] = [rank(a), rank(b)];
  if (first !== second) return first - second;
  if (first === 0) return -descending(limitOf(a) ?? '', limitOf(b) ?? '');
  return descending(a.closed_at ?? a.issued_at, b.closed_at ?? b.issued_at);
}

/** Why a reviewer cannot decide; null: he can. Four eyes: neither author nor issuer reviews. */
export type ReviewBlock =
  | 'own-feedback'
  | 'own-order'
  | 'not-yours'
  | 'order-state'
  | 'objection-open';

export function reviewBlock(order: OrderLine, person: Person): ReviewBlock | null {
  if (order.state !== 'feedback') return 'order-state';
  if (!may(person, 'order.review', order.unit_id)) return 'not-yours';
  if (order.author_id === person.id) return 'own-feedback';
  if (order.issuer_id === person.id) return 'own-order';
  return order.objection_state === 'open' ? 'objection-open' : null;
}

export type Verdict = 'pass' | 'return' | 'fail';

/** Of the server's list, in the order in which the chips stand. */
export const RETURN_REASONS = [
  'photo_unclear',
  'photo_wrong_place',
  'measures_vague',
  'cause_missing',
  'signature_missing',
  'other',
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** A return without a reason helps nobody; "other" needs words. */
export function isExplained(reasons: readonly string[], note: string): boolean {
  const hasNote = note.trim() !== '';
  return hasNote || (reasons.length > 0 && !reasons.includes('other'));
}

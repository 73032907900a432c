// Notifications (消息): pure rules. Where a notice leads, how notices are grouped, what their words need.
import { dayOf, daysBetween } from '../../lib/dates';

export type NoticeLine = {
  id: string;
  kind: string;
  subject_kind: string;
  subject_id: string;
  params: Readonly<Record<string, string | number>>;
  created_at: string;
  read_at: string | null;
};

const PATHS: Record<string, (id: string) => string> = {
  order: (id) => `/orders/${id}`,
  visit: (id) => `/visits/${id}`,
  bulletin: (id) => `/bulletins/${id}`,
  task: () => '/tasks',
  plan: (id) => `/plans/${id}`,
  delegation: () => '/delegations',
  matter: (id) => `/matters/${id}`,
  matters: () => '/matters?adrift=1',
};

export const pathOf = ({ subject_kind, subject_id }: NoticeLine): string =>
  PATHS[subject_kind]?.(subject_id) ?? '/';

export const isUnread = ({ read_at }: Pick<NoticeLine, 'read_at'>): boolean => read_at === null;

export type DayGroup<N> = { day: string; notices: N[] };

/** Newest first, by the calendar day in China. */
export function byDay<N extends NoticeLine>(notices: readonly N[]): DayGroup<N>[] {
  const newest = [...notices].sort((a, b) => (a.created_at > b.created_at ? -1 : 1));
  const groups: DayGroup<N>[] = [];
  for (const notice of newest) {
    const day = dayOf(notice.created_at);
    const last = groups.at(-1);
    if (last?.day === day) last.notices.push(notice);
    else groups.push({ day, notices: [notice] });
  }
  return groups;
}

/** Words for the day's heading; null: the date itself. */
export function nearDay(day: string, today: string): 'today' | 'yesterday' | null {
  const ago = daysBetween(day, today);
  if (ago === 0) return 'today';
  return ago === 1 ? 'yesterday' : null;
}

const KINDS = [
  'order_delivered',
  'order_acknowledged',
  'feedback_submitted',
  'order_returned',
  'order_closed',
  'order_copied',
  'orange_drafted',
  'order_escalated',
  'orange_failed',
  'order_proposed',
  'order_voided',
  'void_asked',
  'void_refused',
  'visit_voided',
  'delegation_given',
  'delegation_revoked',
  'lookback_assigned',
  'recheck_assigned',
  'objection_raised',
  'objection_upheld',
  'objection_rejected',
  'extension_asked',
  'extension_granted',
  'extension_refused',
  'progress_reported',
  'order_commented',
  'task_assigned',
  'site_closed',
  'bulletin_drafted',
  'bulletin_published',
  'bulletin_withdrawn',
  'tasks_given',
  'tasks_handed_over',
  'tasks_taken_away',
  'task_due',
  'task_overdue',
  'task_settled_late',
  'swap_offered',
  'swap_agreed',
  'swap_refused',
  'plan_opened',
  'plan_submitted',
  'plan_approved',
  'plan_returned',
  'matter_opened',
  'matter_part_reported',
  'matter_part_returned',
  'matter_waiver_asked',
  'matter_waiver_refused',
  'matter_waived',
  'matter_result',
  'matter_unread',
  'matters_adrift',
];

/** A newer server may know kinds that this app does not. */
export const wordOf = ({ kind }: Pick<NoticeLine, 'kind'>): string =>
  KINDS.includes(kind) ? kind : 'other';

export type NoticeGroup = 'all' | 'orders' | 'tasks' | 'urgent';
export const GROUPS: readonly NoticeGroup[] = ['all', 'orders', 'tasks', 'urgent'];

/** 转报 and 红线: somebody has to act at once. */
export const isUrgent = ({ kind, params }: Pick<NoticeLine, 'kind' | 'params'>): boolean =>
  kind === 'orange_failed' || Boolean(params.escalated) || Boolean(params.red_line);

export function isIn(group: NoticeGroup, notice: NoticeLine): boolean {
  if (group === 'urgent') return isUrgent(notice);
  if (group === 'orders') return notice.subject_kind === 'order';
  return group === 'all' || notice.subject_kind !== 'order';
}

/** What the command takes at once. */
const MOST_AT_ONCE = 500;

export function batches(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / MOST_AT_ONCE);
  return Array.from({ length: count }, (_, at) =>
    ids.slice(at * MOST_AT_ONCE, (at + 1) * MOST_AT_ONCE),
  );
}

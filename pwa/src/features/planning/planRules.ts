// Planning: pure rules of plans on the screen: their order, what one may do, what is overdue.

export type PlanLike = {
  id: string;
  unit_id: string;
  unit_name: string;
  kind: string;
  period: string;
  version: number;
  state: string;
  due_on: string;
  writer_ids: readonly string[];
};
export type Holder = { id: string; units: Readonly<Record<string, readonly string[]>> };

const ORDER = ['submitted', 'returned', 'draft', 'approved', 'superseded'];

/** What waits for somebody first; then the newest period, by unit. */
export const inTurn = <P extends PlanLike>(plans: readonly P[]): P[] =>
  plans.toSorted(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      b.period.localeCompare(a.period) ||
      a.unit_name.localeCompare(b.unit_name, 'zh-CN') ||
      b.version - a.version,
  );

const holds = (who: Holder, grant: string, unit: string): boolean =>
  who.units[grant]?.includes(unit) ?? false;

export const isUnsent = (state: string): boolean => state === 'draft' || state === 'returned';

/** The version that is still worked on: a period has one at a time, and it is gone on with. */
export const unfinishedOf = <P extends PlanLike>(
  plans: readonly P[],
  of: Pick<PlanLike, 'unit_id' | 'kind' | 'period'>,
): P | undefined =>
  plans.find(
    ({ unit_id, kind, period, state }) =>
      (isUnsent(state) || state === 'submitted') &&
      unit_id === of.unit_id &&
      kind === of.kind &&
      period === of.period,
  );

/** Nobody has ever sent it, and its day is over (逾期未报); a new version of it is no such matter. */
export const isMissing = ({ state, version, due_on }: PlanLike, today: string): boolean =>
  state === 'draft' && version === 1 && due_on < today;

export const canWrite = (plan: PlanLike, who: Holder): boolean =>
  isUnsent(plan.state) && holds(who, 'plan.draft', plan.unit_id);

export const canRevise = (plan: PlanLike, who: Holder): boolean =>
  plan.state === 'approved' && holds(who, 'plan.draft', plan.unit_id);

export type Judging = 'no' | 'own-work' | 'yes';

/** Who wrote in it or sent it does not judge it (四眼). */
export function judgingOf(plan: PlanLike, who: Holder): Judging {
  if (plan.state !== 'submitted' || !holds(who, 'plan.approve', plan.unit_id)) return 'no';
  return plan.writer_ids.includes(who.id) ? 'own-work' : 'yes';
}

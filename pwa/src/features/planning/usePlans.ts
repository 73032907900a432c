// Plans that this person may see, and one of them with its verbs.
import { computed, ref, watch } from 'vue';
import type { Rows } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { rows, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { canRevise, canWrite, type Holder, inTurn, judgingOf, unfinishedOf } from './planRules';
import type { Line } from './progress';
import { useOnline } from './useOnline';
import { useSending } from './useSending';

export type PlanRow = Rows['plan'];
export type PlanLine = PlanRow['lines'][number];
const PLANNING = ['branch', 'subsidiary'];
/** As many as one question takes. */
const ASKED = 100;

export function useHolder() {
  const { user } = useSession();
  return computed<Holder>(() => ({
    id: user.value?.id ?? '',
    units: user.value?.grant_units ?? {},
  }));
}

export function usePlans() {
  const found = live<PlanRow[] | null>(() => rows('plan'), null);
  const units = useRows('unit');
  const who = useHolder();
  const sending = useSending();
  const plans = computed(() => inTurn(found.value ?? []));
  const approved = computed(() => plans.value.filter(({ state }) => state === 'approved'));
  const progress = useOnline<{ lines: Line[] }>(() =>
    approved.value.length
      ? `/api/tasks/progress?sources=${approved.value
          .slice(0, ASKED)
          .map(({ id }) => id)
          .join(',')}`
      : '',
  );
  return {
    ...{ plans, progress, today: dayOf(Date.now()) },
    ...{ isBusy: sending.isBusy, refusal: sending.refusal },
    isReady: computed(() => found.value !== null),
    /** Whose plans this person may write. */
    ownUnits: computed(() =>
      units.value.filter(
        ({ id, kind, parent_id, applies, is_closed }) =>
          (parent_id === null || PLANNING.includes(kind)) &&
          applies !== 'reference' &&
          !is_closed &&
          who.value.units['plan.draft']?.includes(id),
      ),
    ),
    /** Id of the new plan, or of the one that is worked on already; null where it was refused. */
    begin: async (unit_id: string, kind: PlanRow['kind'], period: string) => {
      const there = unfinishedOf(plans.value, { unit_id, kind, period });
      if (there) return there.id;
      const plan_id = uuidv7();
      const what = { plan_id, unit_id, kind, period };
      return (await sending.send(() => perform('plan.draft', what))) ? plan_id : null;
    },
  };
}

const copied = (lines: readonly PlanLine[]): PlanLine[] =>
  lines.map((line) => ({ ...line, site_ids: [...(line.site_ids ?? [])] }));

export function usePlan(id: () => string) {
  const { plans, isReady, begin, refusal: notBegun } = usePlans();
  const who = useHolder();
  const { isBusy, refusal, send } = useSending();
  const plan = computed(() => plans.value.find((its) => its.id === id()));
  const goals = ref('');
  const lines = ref<PlanLine[]>([]);
  const was = ref('');
  const now = computed(() => JSON.stringify([goals.value, lines.value]));

  /** What the server tells replaces what is shown, unless somebody is writing here. */
  watch(
    () => plan.value && JSON.stringify([plan.value.goals, plan.value.lines]),
    () => {
      if (!plan.value || (was.value && was.value !== now.value)) return;
      goals.value = plan.value.goals;
      lines.value = copied(plan.value.lines);
      was.value = now.value;
    },
    { immediate: true },
  );

  async function save(): Promise<boolean> {
    const args = { plan_id: id(), goals: goals.value, lines: lines.value };
    const isSaved = await send(() => perform('plan.edit', args));
    if (isSaved) was.value = JSON.stringify([args.goals, args.lines]);
    return isSaved;
  }
  const isChanged = computed(() => was.value !== now.value);

  return {
    ...{ plan, goals, lines, isBusy, isReady, isChanged, save },
    refusal: computed(() => refusal.value ?? notBegun.value),
    canWrite: computed(() => plan.value !== undefined && canWrite(plan.value, who.value)),
    canRevise: computed(() => plan.value !== undefined && canRevise(plan.value, who.value)),
    judging: computed(() => (plan.value ? judgingOf(plan.value, who.value) : 'no')),
    addLine: () => {
      const from = lines.value.at(-1);
      lines.value.push({
        ...{ track: 'routine', site_ids: [], site_kind: null, template_id: '', level: 'company' },
        ...{ form: 'spot', times: 1, assignee_id: null, source: 'other', note: '' },
        ...(from && { template_id: from.template_id, level: from.level, form: from.form }),
        ...(from && { track: from.track, source: from.source }),
        line_id: uuidv7(),
      });
    },
    submit: async () => {
      if (isChanged.value && !(await save())) return;
      await send(() => perform('plan.submit', { plan_id: id() }));
    },
    approve: () => send(() => perform('plan.approve', { plan_id: id() })),
    sendBack: (reason: string) => send(() => perform('plan.return', { plan_id: id(), reason })),
    revise: async () => {
      const { value: its } = plan;
      return its ? begin(its.unit_id, its.kind, its.period) : null;
    },
  };
}

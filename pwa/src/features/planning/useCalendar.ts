// The plan calendar: open tasks, plans, schedules and campaigns from this device, what is done from the server.
import { computed, ref } from 'vue';
import type { Rows } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { useRows } from '@/local/rows';
import { type Entry, entriesByDay, weeksOf } from './calendar';
import { isUnsent } from './planRules';
import { useOnline } from './useOnline';

type Settled = {
  id: string;
  site_name: string;
  assignee_name: string;
  done_by_name: string;
  settled_on: string;
  state: string;
  visit_id: string | null;
};

export function useCalendar() {
  const tasks = useRows('task');
  const plans = useRows('plan');
  const schedules = useRows('schedule');
  const campaigns = useRows('campaign');
  const today = dayOf(Date.now());
  const day = ref(today);
  const weeks = computed(() => weeksOf(day.value));
  const settled = useOnline<{ tasks: Settled[] }>(() => {
    const all = weeks.value.flat();
    return `/api/tasks/settled?begin=${all.at(0)}&until=${all.at(-1)}`;
  });

  const ofTask = (task: Rows['task']): Entry => ({
    ...{ kind: task.due_on < today ? 'late' : 'open', day: task.due_on },
    ...{ title: task.site_name, note: `${task.assignee_name} · ${task.unit_name}` },
  });
  const ofPlan = (plan: Rows['plan']): Entry => ({
    ...{ kind: 'plan', day: plan.due_on, title: `${plan.unit_name} ${plan.period}`, note: '' },
    to: `/plans/${plan.id}`,
  });
  const ofSettled = (task: Settled): Entry => ({
    ...{ kind: 'done', day: task.settled_on, title: task.site_name, note: task.done_by_name },
    ...(task.visit_id && { to: `/visits/${task.visit_id}` }),
  });

  const entries = computed<Entry[]>(() => [
    ...tasks.value.filter(({ state }) => state === 'open').map(ofTask),
    ...plans.value.filter(({ state }) => isUnsent(state)).map(ofPlan),
    ...campaigns.value
      .filter(({ state }) => state === 'open')
      .map(
        ({ ends_on, title, responsible }): Entry => ({
          ...{
            kind: 'campaign',
            day: ends_on,
            title,
            note: responsible,
            to: '/plans?tab=campaigns',
          },
        }),
      ),
    ...schedules.value.flatMap(({ next_due_on, title, unit_name }): Entry[] =>
      next_due_on
        ? [
            {
              kind: 'schedule',
              day: next_due_on,
              title,
              note: unit_name,
              to: '/plans?tab=schedules',
            },
          ]
        : [],
    ),
    ...(settled.value.value?.tasks ?? []).filter(({ state }) => state === 'done').map(ofSettled),
  ]);
  return {
    ...{ day, today },
    days: computed(() => entriesByDay(entries.value)),
    isOffline: computed(() => settled.problem.value !== null),
  };
}

// The office's open tasks: searched and filtered, chosen, handed over, and taken back again.
import { computed, ref, shallowRef } from 'vue';
import { useRoute } from 'vue-router';
import type { TaskRow } from '@/api/rows';
import { dayOf, daysBetween } from '@/lib/dates';
import { matchesSearch } from '@/lib/text';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { openInOrder } from './grouping';
import { useOnline } from './useOnline';
import { useSending } from './useSending';

export const FILTERS = ['all', 'overdue', 'today', 'soon', 'unread', 'stranded'] as const;
export type DeskTask = TaskRow;
export type Filter = (typeof FILTERS)[number];
export type PersonLoad = {
  user_id: string;
  name: string;
  unit_name: string;
  is_active: boolean;
  open: number;
  overdue: number;
  stranded_ids: string[];
};
type Given = { count: number; name: string; back: Map<string, string[]> };

export function useLoads() {
  const { user } = useSession();
  const mayAssign = computed(() => user.value?.grants.includes('task.assign') ?? false);
  const online = useOnline<{ people: PersonLoad[] }>(() =>
    mayAssign.value ? '/api/tasks/loads' : '',
  );
  return { ...online, mayAssign, people: computed(() => online.value.value?.people ?? []) };
}

/** Whose they were → which: so that a hand-over can be undone. */
export function formerOf(tasks: readonly Pick<TaskRow, 'id' | 'assignee_id'>[]) {
  const back = new Map<string, string[]>();
  for (const { id, assignee_id } of tasks) {
    back.set(assignee_id, [...(back.get(assignee_id) ?? []), id]);
  }
  return back;
}

export function useTaskDesk() {
  const all = useRows('task');
  const route = useRoute();
  const loads = useLoads();
  const { isBusy, refusal, send } = useSending();
  const today = dayOf(Date.now());
  const search = ref(String(route.query.who ?? ''));
  const filter = ref<Filter>(FILTERS.find((name) => name === route.query.state) ?? 'all');
  const selected = ref<string[]>([]);
  const given = shallowRef<Given | null>(null);

  const stranded = computed(
    () => new Set(loads.people.value.flatMap(({ stranded_ids }) => stranded_ids)),
  );
  const tests: Record<Filter, (task: TaskRow) => boolean> = {
    all: () => true,
    overdue: ({ due_on }) => due_on < today,
    today: ({ due_on }) => due_on === today,
    soon: ({ due_on }) => due_on >= today && daysBetween(today, due_on) <= 2,
    unread: ({ acknowledged_at }) => acknowledged_at === null,
    stranded: ({ id }) => stranded.value.has(id),
  };
  const found = computed(() =>
    openInOrder(all.value).filter((task) =>
      matchesSearch([task.site_name, task.assignee_name, task.unit_name], search.value),
    ),
  );
  const shown = computed(() => found.value.filter(tests[filter.value]));
  const chosen = computed(() => shown.value.filter(({ id }) => selected.value.includes(id)));

  async function handOver(to_id: string, name: string, reason: string): Promise<void> {
    const tasks = chosen.value.filter(({ assignee_id }) => assignee_id !== to_id);
    const back = formerOf(tasks);
    const task_ids = tasks.map(({ id }) => id);
    if (task_ids.length === 0) return;
    if (await send(() => perform('task.hand_over', { task_ids, to_id, reason }))) {
      given.value = { count: task_ids.length, name, back };
      selected.value = [];
      await loads.again();
    }
  }

  return {
    ...{ search, filter, selected, shown, chosen, given, isBusy, refusal, today, handOver },
    ...{ mayAssign: loads.mayAssign, hasTasks: computed(() => openInOrder(all.value).length > 0) },
    counts: computed(() =>
      FILTERS.map((name) => ({ name, count: found.value.filter(tests[name]).length })),
    ),
    flipAll: () => {
      const every = shown.value.map(({ id }) => id);
      selected.value = chosen.value.length === every.length ? [] : every;
    },
    undo: async (reason: string): Promise<void> => {
      const { value: last } = given;
      given.value = null;
      for (const [to_id, task_ids] of last?.back ?? []) {
        await send(() => perform('task.hand_over', { task_ids, to_id, reason }));
      }
    },
  };
}

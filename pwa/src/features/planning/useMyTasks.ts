// My tasks: by day or by distance, swaps that wait for me, and what I can do with each.
import { computed, ref, shallowRef, watch } from 'vue';
import type { TaskRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { begunTasks } from '@/lib/requirements';
import { matchesSearch } from '@/lib/text';
import { perform } from '@/local/perform';
import { type Fix, lastFix, locate } from '@/local/position';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { awayOf, byDay, byDistance, openInOrder, type Placed } from './grouping';

const FRESH_MS = 120_000;
export type Order = 'day' | 'distance';
export type MyTask = TaskRow & Placed & { isClosed: boolean; minutes: number };
export type SwapOffer = { task: TaskRow; mine: TaskRow };

/** Where this phone is, asked for only when somebody sorts by distance. */
function usePosition() {
  const fix = shallowRef<Fix | null>(lastFix(FRESH_MS));
  const isLooking = ref(false);
  const hasFailed = ref(false);
  async function look(): Promise<void> {
    isLooking.value = true;
    const found = await locate();
    isLooking.value = false;
    hasFailed.value = typeof found === 'string';
    if (typeof found !== 'string') fix.value = found;
  }
  return { fix, isLooking, hasFailed, look };
}

export function useMyTasks() {
  const { user } = useSession();
  const all = useRows('task');
  const visits = useRows('visit');
  const sites = useRows('site');
  const templates = useRows('template');
  const today = dayOf(Date.now());
  const order = ref<Order>('day');
  const position = usePosition();
  const me = computed(() => user.value?.id ?? '');

  const mine = computed(() => {
    const begun = begunTasks(visits.value, me.value);
    return openInOrder(
      all.value.filter((its) => its.assignee_id === me.value && !begun.has(its.id)),
    );
  });
  const shown = computed<MyTask[]>(() => {
    const places = new Map(sites.value.map((site) => [site.id, site]));
    const lists = new Map(templates.value.map((its) => [its.id, its.est_minutes]));
    return mine.value.map((task) => {
      const site = places.get(task.site_id);
      const { lat = null, lon = null, is_closed: isClosed = false } = site ?? {};
      return { ...task, lat, lon, isClosed, minutes: lists.get(task.template_id) ?? 0 };
    });
  });

  watch(order, (wanted) => {
    if (wanted === 'distance' && !position.fix.value) void position.look();
  });

  const fix = computed(() => (order.value === 'distance' ? position.fix.value : null));
  return {
    ...{ order, position, today, mine },
    isHead: computed(() => user.value?.grants.includes('task.assign') ?? false),
    groups: computed(() =>
      fix.value ? byDistance(shown.value, fix.value) : byDay(shown.value, today),
    ),
    awayOf: (task: MyTask): number | null => (fix.value ? awayOf(task, fix.value) : null),
    nameOf: (id: string | null): string =>
      all.value.find(({ assignee_id }) => assignee_id === id)?.assignee_name ?? '',
    /** Others' open tasks of the same level, that this one could be swapped for. */
    swappable: (task: TaskRow, typed: string): TaskRow[] =>
      openInOrder(
        all.value.filter(
          (its) =>
            its.assignee_id !== me.value &&
            its.level === task.level &&
            matchesSearch([its.assignee_name, its.site_name], typed),
        ),
      ),
    offers: computed<SwapOffer[]>(() =>
      all.value.flatMap((task) => {
        const own = mine.value.find(({ id }) => id === task.swap_task_id);
        return task.swap_to_id === me.value && task.state === 'open' && own
          ? [{ task, mine: own }]
          : [];
      }),
    ),
    acknowledge: (task_id: string) => perform('task.acknowledge', { task_id }),
    offer: (task_id: string, for_task_id: string) =>
      perform('task.offer_swap', { task_id, for_task_id }),
    answer: (task_id: string, is_agreed: boolean) =>
      perform('task.answer_swap', { task_id, is_agreed }),
    drop: (task_id: string) => perform('task.drop_swap', { task_id }),
  };
}

// The board: what is open, from this device and at once; what a period brought, counted by the server.
import { computed, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { OrderRow } from '@/api/rows';
import type { components } from '@/api/schema';
import { live } from '@/local/live';
import { rows } from '@/local/rows';
import { useNow } from '@/ui/useNow';
import { daysOf, funnelOf, itemLines, type Period, periodOf, tilesOf, unitLines } from './board';
import { useUnits } from './useUnits';

type OrderCounts = components['schemas']['OrderCounts'];

function useCounts(period: () => { since: string; until: string }) {
  const counts = shallowRef<OrderCounts | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  /** Of two answers on their way the one that was asked for last counts. */
  let asked = 0;

  async function load(): Promise<void> {
    asked += 1;
    const turn = asked;
    const query = new URLSearchParams(period());
    const found = await orProblem(() => readFrom<OrderCounts>(`/api/orders/counts?${query}`));
    if (turn !== asked) return;
    problem.value = found instanceof ApiProblem ? found : null;
    counts.value = found instanceof ApiProblem ? null : found;
  }
  return { counts, problem, load };
}

export function useBoard() {
  const now = useNow();
  const { branchOf } = useUnits();
  const found = live<OrderRow[] | null>(() => rows('order'), null);
  const orders = computed(() => found.value ?? []);
  const period = ref<Period>('month');
  const days = computed(() => daysOf(period.value, now.value));
  const { counts, problem, load } = useCounts(() => days.value);
  // What this person's device learns may have changed what the server counts.
  watch([() => days.value.since, () => days.value.until, found], load, { immediate: true });

  return {
    ...{ period, days, problem, load },
    tiles: computed(() => tilesOf(orders.value, now.value)),
    funnel: computed(() => funnelOf(orders.value)),
    units: computed(() =>
      unitLines(orders.value, counts.value?.units ?? null, { branchOf, now: now.value }),
    ),
    total: computed(() => (counts.value ? periodOf(counts.value.units) : null)),
    items: computed(() => (counts.value ? itemLines(counts.value.items) : null)),
    isReady: computed(() => found.value !== null),
  };
}

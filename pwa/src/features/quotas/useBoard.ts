// The board of a year, counted by the server; searched, filtered and sorted here, as the address says.
import { computed, type Ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import { dayOf } from '@/lib/dates';
import { useSession } from '@/local/session';
import { useNow } from '@/ui/useNow';
import {
  type Board,
  branchesOf,
  type Filter,
  periodsOf,
  queryOf,
  shownLines,
  sumOf,
  type View,
  viewOf,
} from './board';

/** What the server says under an address, read anew whenever that changes; of two answers the last asked counts. */
export function useAnswer<T>(path: () => string): {
  answer: Ref<T | null>;
  problem: Ref<ApiProblem | null>;
  load: () => Promise<void>;
} {
  const answer = shallowRef<T | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  let asked = 0;

  async function load(): Promise<void> {
    asked += 1;
    const turn = asked;
    const found = await orProblem(() => readFrom<T>(path()));
    if (turn !== asked) return;
    problem.value = found instanceof ApiProblem ? found : null;
    if (!(found instanceof ApiProblem)) answer.value = found as T;
  }
  watch(path, load, { immediate: true });
  return { answer, problem, load };
}

export function useBoard() {
  const route = useRoute();
  const router = useRouter();
  const now = useNow();
  const { user } = useSession();
  const today = computed(() => dayOf(now.value));
  const thisYear = computed(() => Number(today.value.slice(0, 4)));
  const view = computed(() => viewOf(route.query, thisYear.value));
  const asked = () => `/api/quotas/board?year=${view.value.year}&kind=${view.value.filter.kind}`;
  const { answer, problem, load } = useAnswer<Board>(asked);

  const lines = computed(() => answer.value?.lines ?? []);
  const shown = computed(() => shownLines(lines.value, view.value));
  const periods = computed(() => periodsOf(lines.value, view.value.filter.kind, view.value.year));
  const current = computed(
    () =>
      periods.value.find((period) => today.value.startsWith(period)) ?? periods.value.at(-1) ?? '',
  );
  const look = (change: Partial<View>): void => {
    const query = queryOf({ ...view.value, ...change }, thisYear.value);
    void router.replace({ name: 'quota-board', query });
  };

  return {
    ...{ view, shown, periods, current, problem, load, today, thisYear, look },
    filter: (change: Partial<Filter>) => look({ filter: { ...view.value.filter, ...change } }),
    branches: computed(() => branchesOf(lines.value)),
    sum: computed(() => sumOf(shown.value, current.value)),
    /** Noting that a file leaves asks for it. */
    mayExport: computed(() => user.value?.grants.includes('order.read') ?? false),
    isReady: computed(() => answer.value !== null),
    /** The same for the server, which makes a file of it. */
    exportQuery: computed(() => new URLSearchParams(queryOf(view.value, 0))),
  };
}

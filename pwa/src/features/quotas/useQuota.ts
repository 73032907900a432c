// One quota of the office: its numbers, the visits or matters behind them, and one visit's record.
import { computed, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { CheckRecord, Checks, ListedCheck, ListedMatters, QuotaDetail } from './shapes';
import { useAnswer } from './useBoard';

const pathOf = (id: string): string => `/api/quotas/${encodeURIComponent(id)}`;

export function useQuota(id: () => string) {
  const { answer, problem, load } = useAnswer<QuotaDetail>(() => pathOf(id()));
  return { detail: answer, problem, load };
}

/** The key matters behind a number. */
export function useMattersOf(id: () => string) {
  const { answer, problem, load } = useAnswer<ListedMatters>(() => `${pathOf(id())}/matters`);
  return { found: answer, problem, load };
}

/** Page by page; `counted`: those that count, or those that do not. */
export function useChecks(id: () => string, counted: () => boolean) {
  const checks = shallowRef<ListedCheck[]>([]);
  const hasMore = ref(false);
  const isReady = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  let asked = 0;

  async function more(): Promise<void> {
    asked += 1;
    const turn = asked;
    const query = `counted=${counted()}&offset=${checks.value.length}`;
    const found = await orProblem(() => readFrom<Checks>(`${pathOf(id())}/checks?${query}`));
    if (turn !== asked) return;
    problem.value = found instanceof ApiProblem ? found : null;
    isReady.value = true;
    if (found instanceof ApiProblem) return;
    checks.value = [...checks.value, ...found.checks];
    hasMore.value = found.has_more;
  }

  function anew(): void {
    checks.value = [];
    hasMore.value = isReady.value = false;
    void more();
  }
  watch([id, counted], anew, { immediate: true });
  return { checks, hasMore, isReady, problem, more };
}

/** The record of a visit of the list; empty id: none is open. */
export function useCheckRecord(id: () => string, visitId: () => string) {
  const record = shallowRef<CheckRecord | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  watch(
    visitId,
    async (wanted) => {
      record.value = problem.value = null;
      if (wanted === '') return;
      const path = `${pathOf(id())}/checks/${encodeURIComponent(wanted)}`;
      const found = await orProblem(() => readFrom<CheckRecord>(path));
      if (wanted !== visitId()) return;
      if (found instanceof ApiProblem) problem.value = found;
      else record.value = found;
    },
    { immediate: true },
  );
  return { record, problem, isOpen: computed(() => visitId() !== '') };
}

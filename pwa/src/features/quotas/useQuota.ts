// One quota of the office: its numbers, the visits, cases or matters behind them, and one visit's record.
import { computed, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type {
  Cases,
  CheckRecord,
  Checks,
  ListedCase,
  ListedCheck,
  ListedMatters,
  QuotaDetail,
} from './shapes';
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

/** Page by page; another address begins anew. */
function usePages<Page extends { has_more: boolean }, Line>(
  path: () => string,
  linesOf: (page: Page) => Line[],
) {
  const lines = shallowRef<Line[]>([]);
  const page = shallowRef<Page | null>(null);
  const hasMore = ref(false);
  const isReady = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  let asked = 0;

  async function more(): Promise<void> {
    asked += 1;
    const turn = asked;
    const found = await orProblem(() => readFrom<Page>(`${path()}&offset=${lines.value.length}`));
    if (turn !== asked) return;
    problem.value = found instanceof ApiProblem ? found : null;
    isReady.value = true;
    if (found instanceof ApiProblem) return;
    page.value = found;
    lines.value = [...lines.value, ...linesOf(found)];
    hasMore.value = found.has_more;
  }

  function anew(): void {
    lines.value = [];
    hasMore.value = isReady.value = false;
    void more();
  }
  watch(path, anew, { immediate: true });
  return { lines, page, hasMore, isReady, problem, more };
}

/** Visits behind a number; `counted`: those that count, or those that do not. */
export const useChecks = (id: () => string, counted: () => boolean) =>
  usePages<Checks, ListedCheck>(
    () => `${pathOf(id())}/checks?counted=${counted()}`,
    ({ checks }) => checks,
  );

/** Cases behind a number of callbacks; `called`: those that were called back, or those that wait. */
export const useCases = (id: () => string, called: () => boolean) =>
  usePages<Cases, ListedCase>(
    () => `${pathOf(id())}/cases?called_back=${called()}`,
    ({ cases }) => cases,
  );

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

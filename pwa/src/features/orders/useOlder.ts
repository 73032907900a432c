// Orders that this device carries no longer: asked of the server page by page, for reading alone.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { OrderRow } from '@/api/rows';
import type { components } from '@/api/schema';

type OrderPage = components['schemas']['OrderPage'];
const TYPING_MS = 300;

const pathOf = (wanted: string, before: string): string =>
  `/api/orders?aged=true&${wanted}${before && `&before=${encodeURIComponent(before)}`}`;

/** `query`: null where nothing old can be meant; `isWanted`: asked for without being told to. */
export function useOlder(query: () => string | null, isWanted: () => boolean) {
  const orders = shallowRef<readonly OrderRow[]>([]);
  const next = ref<string | null>(null);
  const count = ref<number | null>(null);
  const isLoading = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  /** Of two answers on their way the one that was asked for last counts. */
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forget(): void {
    asked += 1;
    orders.value = [];
    [next.value, count.value, problem.value, isLoading.value] = [null, null, null, false];
  }

  function take(page: OrderPage, before: string): void {
    orders.value = before ? [...orders.value, ...page.orders] : page.orders;
    next.value = page.next;
    count.value = page.count ?? count.value;
  }

  async function ask(before: string): Promise<void> {
    const wanted = query();
    if (wanted === null) return;
    asked += 1;
    const turn = asked;
    isLoading.value = true;
    const page = await orProblem(() => readFrom<OrderPage>(pathOf(wanted, before)));
    if (turn !== asked) return;
    isLoading.value = false;
    problem.value = page instanceof ApiProblem ? page : null;
    if (!(page instanceof ApiProblem)) take(page, before);
  }

  watch(
    [query, isWanted],
    () => {
      clearTimeout(timer);
      forget();
      if (isWanted()) timer = setTimeout(() => ask(''), TYPING_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  return {
    ...{ orders, count, isLoading, problem },
    hasMore: computed(() => query() !== null && (count.value === null || next.value !== null)),
    more: (): Promise<void> => ask(next.value ?? ''),
  };
}

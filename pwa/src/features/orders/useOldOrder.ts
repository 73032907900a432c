// An order that this device carries no longer, read from the server for looking at it.
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { components } from '@/api/schema';

type OrderDetail = components['schemas']['OrderDetail'];
/** So long its own row may take to be read. */
const READ_MS = 300;

/** Null while it is here, or where the server has none for this person either. */
export function useOldOrder(id: () => string, isMissing: () => boolean): Ref<OrderDetail | null> {
  const found = shallowRef<OrderDetail | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(wanted: string): Promise<void> {
    const answer = await orProblem(() => readFrom<OrderDetail>(`/api/orders/${wanted}`));
    if (wanted !== id() || !isMissing()) return;
    found.value = answer instanceof ApiProblem ? null : answer;
  }

  watch(
    [id, isMissing],
    ([wanted, isGone]) => {
      clearTimeout(timer);
      found.value = null;
      if (isGone) timer = setTimeout(() => load(wanted), READ_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return found;
}

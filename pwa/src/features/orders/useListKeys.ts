// The office's keyboard on a list: j and k move, Enter opens, / searches, Escape closes.
import { type Ref, ref, watch } from 'vue';
import { focusSearch, useShortcuts } from '@/ui/useShortcuts';

type Verbs = { open(index: number): void; close(): void };

export function useListKeys(count: () => number, { open, close }: Verbs): Ref<number> {
  const cursor = ref(-1);
  const move = (by: number): void => {
    cursor.value = Math.max(0, Math.min(count() - 1, cursor.value + by));
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => cursor.value >= 0 && open(cursor.value),
    '/': focusSearch,
    Escape: close,
  });
  watch(count, (now) => {
    cursor.value = Math.min(cursor.value, now - 1);
  });
  return cursor;
}

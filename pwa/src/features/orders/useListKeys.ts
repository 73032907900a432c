// The office's keyboard on a list: j, k and arrows move, Enter opens, x selects, / searches, Escape closes.
import { type Ref, ref, watch } from 'vue';
import { focusSearch, useShortcuts } from '@/ui/useShortcuts';

type Verbs = {
  open(index: number): void;
  select(index: number): void;
  help(): void;
  close(): void;
};

export function useListKeys(
  count: () => number,
  { open, select, help, close }: Verbs,
): Ref<number> {
  const cursor = ref(-1);
  const move = (by: number) => (): void => {
    cursor.value = Math.max(0, Math.min(count() - 1, cursor.value + by));
  };
  const at = (act: (index: number) => void) => (): void => {
    if (cursor.value >= 0) act(cursor.value);
  };
  useShortcuts({
    ...{ j: move(1), ArrowDown: move(1), k: move(-1), ArrowUp: move(-1) },
    ...{ Enter: at(open), x: at(select), '/': focusSearch, '?': help, Escape: close },
  });
  watch(count, (now) => {
    cursor.value = Math.min(cursor.value, now - 1);
  });
  return cursor;
}

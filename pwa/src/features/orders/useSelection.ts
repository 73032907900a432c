// What is selected in a list; what the list no longer shows is selected no longer.
import { computed, ref } from 'vue';

export function useSelection<O extends { id: string }>(shown: () => readonly O[]) {
  const ids = ref<ReadonlySet<string>>(new Set());
  const selected = computed(() => shown().filter(({ id }) => ids.value.has(id)));
  const isAll = computed(() => shown().length > 0 && selected.value.length === shown().length);

  function flip(id: string): void {
    const next = new Set(selected.value.map((one) => one.id));
    if (!next.delete(id)) next.add(id);
    ids.value = next;
  }

  return {
    ...{ selected, isAll, flip },
    isSelected: (id: string): boolean => ids.value.has(id),
    flipAll: (): void => {
      ids.value = isAll.value ? new Set() : new Set(shown().map(({ id }) => id));
    },
    clear: (): void => {
      ids.value = new Set();
    },
  };
}

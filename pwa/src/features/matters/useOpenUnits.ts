// Units that may be given something to do, in the order of their codes.
import { computed } from 'vue';
import { useRows } from '@/local/rows';

export function useOpenUnits() {
  const units = useRows('unit');
  return computed(() =>
    units.value
      .filter(({ is_closed }) => !is_closed)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  );
}

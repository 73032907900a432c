// Units that may be given something to do, in the order of their codes, each with its branch before it.
import { computed } from 'vue';
import { useRows } from '@/local/rows';
import { unitNames } from './forms';

export function useOpenUnits() {
  const units = useRows('unit');
  return computed(() => {
    const names = unitNames(units.value);
    return units.value
      .filter(({ is_closed }) => !is_closed)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ id }) => ({ id, name: names.get(id) ?? '' }));
  });
}

// The units over which this person gives tasks; the highest of them stands first.
import { computed } from 'vue';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';

export function useAssigning() {
  const units = useRows('unit');
  const { user } = useSession();
  const held = computed(() => user.value?.grant_units['task.assign'] ?? []);
  const mine = computed(() => units.value.filter(({ id }) => held.value.includes(id)));
  const top = computed(
    () =>
      mine.value.find(({ parent_id }) => !parent_id || !held.value.includes(parent_id))?.id ?? '',
  );
  return {
    ...{ top },
    mayAssign: computed(() => held.value.length > 0),
    unitOptions: computed(() => {
      const planning = mine.value.filter(({ id, kind }) => id === top.value || kind !== 'team');
      return planning
        .toSorted(
          (a, b) =>
            Number(b.id === top.value) - Number(a.id === top.value) || a.code.localeCompare(b.code),
        )
        .map(({ id, name }) => ({ value: id, label: name }));
    }),
  };
}

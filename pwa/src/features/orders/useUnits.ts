// Units as filters offer them: branches with what lies below, and whether one lies below another.
import { computed } from 'vue';
import { useRows } from '@/local/rows';

const BRANCHES = ['branch', 'subsidiary'];

export function useUnits() {
  const units = useRows('unit');
  const byId = computed(() => new Map(units.value.map((unit) => [unit.id, unit])));

  function isBelow(id: string, top: string): boolean {
    let at: string | null | undefined = id;
    while (at && at !== top) at = byId.value.get(at)?.parent_id;
    return at === top;
  }

  /** The branch over a unit, itself included; the company where there is none. */
  function branchOf(id: string): { id: string; name: string } {
    let unit = byId.value.get(id);
    while (unit?.parent_id && !BRANCHES.includes(unit.kind)) unit = byId.value.get(unit.parent_id);
    return { id: unit?.id ?? id, name: unit?.name ?? '' };
  }

  return {
    ...{ isBelow, branchOf },
    nameOf: (id: string): string => byId.value.get(id)?.name ?? '',
    branches: computed(() => units.value.filter(({ kind }) => BRANCHES.includes(kind))),
  };
}

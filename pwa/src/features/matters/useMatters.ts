// Supervision matters as this person may see them: filtered as the address says.
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Rows } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { live } from '@/local/live';
import { rows, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useNow } from '@/ui/useNow';
import {
  type Filter,
  filterOf,
  inOrder,
  isAdrift,
  isFiltering,
  isOverdue,
  passes,
  progressOf,
  queryOf,
} from './rules';

type PartRow = Rows['matter_part'];

function grouped(parts: readonly PartRow[]): ReadonlyMap<string, PartRow[]> {
  const found = new Map<string, PartRow[]>();
  for (const part of parts) {
    const its = found.get(part.matter_id);
    if (its) its.push(part);
    else found.set(part.matter_id, [part]);
  }
  return found;
}

export function useMatters() {
  const route = useRoute();
  const router = useRouter();
  const { user } = useSession();
  const now = useNow();
  const today = computed(() => dayOf(now.value));
  // Null until the first read: an empty list is not shown as "none yet" by mistake.
  const found = live<Rows['supervision_matter'][] | null>(() => rows('supervision_matter'), null);
  const parts = useRows('matter_part');
  const byMatter = computed(() => grouped(parts.value));
  const partsOf = (id: string): readonly PartRow[] => byMatter.value.get(id) ?? [];

  const filter = computed<Filter>({
    get: () => filterOf(route.query),
    set: (next) => void router.replace({ query: queryOf(next) }),
  });
  const all = computed(() => inOrder(found.value ?? []));
  return {
    ...{ filter, today },
    isReady: computed(() => found.value !== null),
    isFiltered: computed(() => isFiltering(filter.value)),
    adrift: computed(() => all.value.filter((its) => isAdrift(its, today.value)).length),
    overdue: computed(() => all.value.filter((its) => isOverdue(its, today.value)).length),
    mayRegister: computed(() => user.value?.grants.includes('matter.manage') ?? false),
    shown: computed(() =>
      all.value
        .filter((its) => passes(its, partsOf(its.id), filter.value, today.value))
        .map((matter) => ({ matter, ...progressOf(partsOf(matter.id)) })),
    ),
  };
}

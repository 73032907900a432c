// The list of orders: whose turn it is, filtered and in the order of urgency. View and filter are remembered.
import { computed, reactive, ref, watch } from 'vue';
import type { OrderRow } from '@/api/rows';
import { readDraft, saveDraft } from '@/local/drafts';
import { live } from '@/local/live';
import { rows } from '@/local/rows';
import { useNow } from '@/ui/useNow';
import { byUrgency, type Filter, inView, NO_FILTER, passes, type ViewName, viewsOf } from './rules';
import { usePerson } from './usePerson';

const KEPT = 'orders.list';
type Kept = Pick<Filter, 'colour' | 'stage'> & { view: ViewName };

export function useOrders() {
  const person = usePerson();
  const now = useNow();
  // Null until the first read: an empty list is not shown as "nothing to do" by mistake.
  const found = live<OrderRow[] | null>(() => rows('order'), null);
  const filter = reactive<Filter>({ ...NO_FILTER });
  const chosen = ref<ViewName | null>(null);
  const views = computed(() => viewsOf(person.value));
  const view = computed<ViewName>({
    get: () => (chosen.value && views.value.includes(chosen.value) ? chosen.value : first.value),
    set: (next) => {
      chosen.value = next;
    },
  });
  const inside = (name: ViewName): OrderRow[] =>
    (found.value ?? []).filter((order) => inView(name, order, person.value));
  /** Home is the first list with something in it. */
  const first = computed(() => views.value.find((name) => inside(name).length > 0) ?? 'all');

  const counts = computed(() =>
    Object.fromEntries(views.value.map((name) => [name, inside(name).length])),
  );
  const shown = computed(() =>
    inside(view.value)
      .filter((order) => passes(order, filter, now.value))
      .sort(byUrgency),
  );
  const isFiltered = computed(() => filter.text !== '' || !!filter.colour || !!filter.stage);

  void readDraft<Kept>(KEPT).then((kept) => {
    if (!kept) return;
    chosen.value = kept.view;
    Object.assign(filter, { colour: kept.colour, stage: kept.stage });
  });
  watch([chosen, () => filter.colour, () => filter.stage], () =>
    saveDraft<Kept>(KEPT, { view: view.value, colour: filter.colour, stage: filter.stage }),
  );

  function clearFilter(): void {
    Object.assign(filter, NO_FILTER);
  }

  return {
    ...{ views, view, counts, filter, shown, now, isFiltered, clearFilter },
    isReady: computed(() => found.value !== null),
  };
}

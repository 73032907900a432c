// The list of orders: whose turn it is, filtered and sorted as the address says; old ones from the server.
import { computed, type Ref, ref, watch } from 'vue';
import { type RouteLocationNormalizedLoaded, useRoute, useRouter } from 'vue-router';
import type { MatterRow, OrderRow } from '@/api/rows';
import { readDraft, saveDraft } from '@/local/drafts';
import { live } from '@/local/live';
import { rows } from '@/local/rows';
import { useNow } from '@/ui/useNow';
import {
  BY_URGENCY,
  type Filter,
  type Items,
  isFiltering,
  type Listed,
  listedIn,
  mayBeAged,
  NO_FILTER,
  NO_ITEMS,
  passes,
  queryOf,
  type Sort,
  serverQuery,
  sorted,
} from './filter';
import { inView, type ViewName, viewsOf } from './rules';
import { useOlder } from './useOlder';
import { usePerson } from './usePerson';
import { useUnits } from './useUnits';

const KEPT = 'orders.list';
const LISTS = ['orders', 'order'];

function itemsOf(matters: readonly MatterRow[]): Map<string, Items> {
  const found = new Map<string, { codes: string[]; texts: string[] }>();
  for (const { order_id, item_code, category, text } of matters) {
    const its = found.get(order_id) ?? { codes: [], texts: [] };
    its.codes.push(item_code);
    its.texts.push(category, text);
    found.set(order_id, its);
  }
  return found;
}

/** What the address asks for; the last one comes back where it asks for nothing. */
function useListed(route: RouteLocationNormalizedLoaded) {
  const router = useRouter();
  const listed: Ref<Listed> = ref(listedIn(route.query));
  const write = (query: Record<string, string>) =>
    LISTS.includes(String(route.name)) && router.replace({ query });
  function change(part: Partial<Listed>): void {
    listed.value = { ...listed.value, ...part };
    void write(queryOf(listed.value));
    void saveDraft(KEPT, queryOf(listed.value));
  }
  if (Object.keys(route.query).length === 0) {
    void readDraft<Record<string, string>>(KEPT).then((kept) => {
      if (kept && Object.keys(route.query).length === 0) change(listedIn(kept));
    });
  }
  watch(
    () => route.query,
    (query) => {
      if (LISTS.includes(String(route.name))) listed.value = listedIn(query);
    },
  );
  return { listed, change };
}

/** `isEager`: the office sees old orders without asking for them. */
export function useOrders(isEager: () => boolean) {
  const person = usePerson();
  const now = useNow();
  const { isBelow, branches, nameOf } = useUnits();
  const { listed, change } = useListed(useRoute());
  // Null until the first read: an empty list is not shown as "nothing to do" by mistake.
  const found = live<OrderRow[] | null>(() => rows('order'), null);
  const matters = live<MatterRow[]>(() => rows('matter'), []);
  const items = computed(() => itemsOf(matters.value));

  const filter = computed<Filter>({
    get: () => listed.value.filter,
    set: (next) => change({ filter: next }),
  });
  const sort = computed<Sort>({
    get: () => listed.value.sort,
    set: (next) => change({ sort: next }),
  });
  const views = computed(() => viewsOf(person.value));
  const inside = (name: ViewName): OrderRow[] =>
    (found.value ?? []).filter((order) => inView(name, order, person.value));
  /** Home is the first list with something in it. */
  const first = computed(() => views.value.find((name) => inside(name).length > 0) ?? 'all');
  const view = computed<ViewName>({
    get: () => {
      const { view: asked } = listed.value;
      return asked && views.value.includes(asked) ? asked : first.value;
    },
    set: (next) => change({ view: next }),
  });

  const known = (order: OrderRow) => ({
    ...{ now: now.value, isBelow },
    items: items.value.get(order.id) ?? NO_ITEMS,
  });
  const young = computed(() =>
    inside(view.value).filter((order) => passes(order, filter.value, known(order))),
  );
  const asked = computed(() => serverQuery({ ...listed.value, view: view.value }, person.value.id));
  const isFiltered = computed(() => isFiltering(filter.value));
  const older = useOlder(
    () => (mayBeAged(filter.value) ? (asked.value?.toString() ?? null) : null),
    () => found.value !== null && (isEager() || isFiltered.value),
  );
  const shown = computed(() => {
    const ids = new Set(young.value.map(({ id }) => id));
    const old = older.orders.value.filter(({ id }) => !ids.has(id));
    return sorted([...young.value, ...old], sort.value);
  });

  return {
    ...{ views, view, filter, sort, shown, now, isFiltered, older, branches, nameOf, person },
    counts: computed(() =>
      Object.fromEntries(views.value.map((name) => [name, inside(name).length])),
    ),
    issuers: computed(() => new Map((found.value ?? []).map((o) => [o.issuer_id, o.issuer_name]))),
    itemTexts: computed(() => new Map(matters.value.map((m) => [m.item_code, m.text]))),
    clearFilter: (): void => change({ filter: { ...NO_FILTER }, sort: BY_URGENCY }),
    /** The list as the server is asked for it, for an export. */
    query: computed(() => asked.value),
    isReady: computed(() => found.value !== null),
  };
}

// The sites that this person may see, as a list to search and filter.
import { computed, ref } from 'vue';
import { useRows } from '@/local/rows';
import { bySite, fits, foundBy, type SiteFilter } from './rules';

const FILTERS: readonly SiteFilter[] = ['all', 'problems', 'unchecked', 'closed'];
/** Kept while the app runs, so that coming back finds the same list. */
const search = ref('');
const filter = ref<SiteFilter>('all');

export function useSites() {
  const sites = useRows('site');
  const found = computed(() => sites.value.filter((site) => foundBy(site, search.value)));
  return {
    ...{ search, filter },
    hasSites: computed(() => sites.value.length > 0),
    shown: computed(() => found.value.filter((site) => fits(site, filter.value)).toSorted(bySite)),
    counts: computed(() =>
      FILTERS.map((value) => ({
        value,
        count: found.value.filter((site) => fits(site, value)).length,
      })),
    ),
  };
}

// Choosing where to check: the nearest sites first, once the phone knows where it is.
import { computed, onMounted, ref } from 'vue';
import type { SiteRow } from '@/api/rows';
import { matchesSearch } from '@/lib/text';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { levelsOf, mayCheck } from './levels';
import { distanceTo, standingOf, usePosition } from './useStarting';

export type Place = { site: SiteRow; distance: number | null; isWithin: boolean };

export function useSitePick() {
  const { user } = useSession();
  const sites = useRows('site');
  const search = ref('');
  const { place, find } = usePosition();

  const level = computed(() => levelsOf(user.value?.grants ?? [])[0]);
  const mayBeChecked = ({ unit_id, is_closed }: SiteRow): boolean =>
    !is_closed &&
    level.value !== undefined &&
    mayCheck(user.value?.grant_units ?? {}, level.value, unit_id);

  const toPlace = (site: SiteRow): Place => ({
    site,
    distance: place.value && distanceTo(site, place.value),
    isWithin: place.value !== null && standingOf(site, place.value) === 'within',
  });
  const far = ({ distance }: Place): number => distance ?? Number.MAX_SAFE_INTEGER;

  onMounted(() => void find());
  return {
    ...{ search, level },
    places: computed(() =>
      sites.value
        .filter(mayBeChecked)
        .filter((site) =>
          matchesSearch([site.name, site.code, site.unit_name, site.district], search.value),
        )
        .map(toPlace)
        .toSorted((a, b) => far(a) - far(b) || a.site.code.localeCompare(b.site.code)),
    ),
  };
}

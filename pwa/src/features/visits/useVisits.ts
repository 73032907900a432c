// My checks: those under way first, then the closed ones with how far each has come.
import { computed, ref } from 'vue';
import type { VisitRow } from '@/api/rows';
import { matchesSearch } from '@/lib/text';
import { type Delivery, deliveryOf } from '@/local/delivery';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { keptPhotos, outboxEntries } from '@/local/snapshot';
import { isOnline, syncState } from '@/local/syncing';

const PAGE = 30;
const ENDED = ['closed', 'voided'];

export function useVisits() {
  const { user } = useSession();
  const visits = useRows('visit');
  const photos = useRows('photo');
  const entries = outboxEntries();
  const kept = keptPhotos();
  const search = ref('');
  const limit = ref(PAGE);

  const mine = computed(() =>
    visits.value
      .filter(({ inspector_id }) => inspector_id === user.value?.id)
      .filter((row) =>
        matchesSearch([row.site_name, row.unit_name, row.template_name], search.value),
      )
      .toSorted((a, b) => b.started_at.localeCompare(a.started_at)),
  );
  const closed = computed(() => mine.value.filter(({ state }) => ENDED.includes(state)));

  function stateOf({ id }: VisitRow): Delivery {
    const { phase, upload } = syncState.value;
    return deliveryOf({
      entries: entries.value.filter(({ about }) => about.includes(`visit/${id}`)),
      photos: photos.value.filter(({ subject_id }) => subject_id === id),
      kept: kept.value,
      phase,
      uploading: upload?.photo_id ?? null,
      online: isOnline.value,
    });
  }

  return {
    ...{ search, stateOf },
    open: computed(() => mine.value.filter(({ state }) => state === 'open')),
    closed: computed(() => closed.value.slice(0, limit.value)),
    hasMore: computed(() => closed.value.length > limit.value),
    count: computed(() => closed.value.length),
    more: (): void => {
      limit.value += PAGE;
    },
  };
}

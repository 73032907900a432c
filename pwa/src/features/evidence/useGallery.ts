// The gallery: all photos that this phone carries, asked for by site, unit, day and item.
import { computed, ref, shallowRef } from 'vue';
import type { PhotoRow } from '@/api/rows';
import { formatInstant } from '@/lib/dates';
import { usePhotoMark } from '@/local/photoMarks';
import { drawnOf, usePhotoStates, usePhotoUrls } from '@/local/photoViews';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import type { ShownPhoto } from '@/ui/photos';
import { byDay, choices, EVERYTHING, type Filter, filtered, type Told } from './rules';
import { usePhotoNames } from './useNames';

type Entry = Told & { photo: PhotoRow };

export function useGallery() {
  const { user } = useSession();
  const rows = useRows('photo');
  const names = usePhotoNames();
  const filter = ref<Filter>({ ...EVERYTHING });
  const index = ref<number | null>(null);
  /** Cells that have come near the screen: only their pictures are asked for. */
  const near = shallowRef<ReadonlySet<string>>(new Set());

  const entries = computed<Entry[]>(() =>
    rows.value.map((photo) => ({
      ...{ photo, id: photo.id, taken_at: photo.taken_at },
      ...{ unit: names.unitOf(photo), site: names.siteOf(photo), slot: names.slotOf(photo) },
      isMine: photo.owner_id === user.value?.id,
    })),
  );
  const days = computed(() => byDay(filtered(entries.value, filter.value)));
  const inOrder = computed(() => days.value.flatMap(({ photos }) => photos));
  const states = usePhotoStates(() =>
    entries.value.flatMap(({ photo, isMine }) => (isMine && near.value.has(photo.id) ? photo : [])),
  );
  /** Another's photo is asked for when its row says that the server has it. */
  const isToBeHad = ({ photo, isMine }: Entry): boolean => isMine || photo.blob === 'present';
  const urls = usePhotoUrls(() =>
    inOrder.value.filter((each) => near.value.has(each.id) && isToBeHad(each)).map(({ id }) => id),
  );
  const viewed = computed(() => (index.value === null ? undefined : inOrder.value[index.value]));
  const mark = usePhotoMark(() => viewed.value?.photo);
  const markOf = (id: string) => (id === viewed.value?.id ? mark.value : null);
  const full = usePhotoUrls(
    () => (viewed.value && isToBeHad(viewed.value) ? [viewed.value.id] : []),
    'display',
  );

  function toShown({ id, photo, slot, site, isMine }: Entry): ShownPhoto {
    const state = isMine && states.value.get(id) !== 'delivered' ? states.value.get(id) : undefined;
    return {
      ...{ id, url: urls.value.get(id) ?? null, fullUrl: full.value.get(id) ?? null },
      ...{ label: slot, lines: [site, `${formatInstant(photo.taken_at)} · ${photo.owner_name}`] },
      ...{ ...drawnOf(photo), mark: markOf(id) },
      ...(state ? { state } : {}),
    };
  }

  return {
    ...{ filter, index, near },
    choices: computed(() => choices(entries.value, filter.value)),
    isEmpty: computed(() => entries.value.length === 0),
    count: computed(() => inOrder.value.length),
    days: computed(() =>
      days.value.map(({ day, photos }) => ({ day, photos: photos.map(toShown) })),
    ),
    all: computed(() => inOrder.value.map(toShown)),
    isRefused: (id: string): boolean =>
      entries.value.some((each) => each.id === id && each.isMine && each.photo.blob === 'refused'),
  };
}

// This device's and this person's photos: how far each has come, and replacing one that was refused.
import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { PhotoRow } from '@/api/rows';
import { formatInstant } from '@/lib/dates';
import { usePhotoMark } from '@/local/photoMarks';
import { usePhotoStates, usePhotoUrls } from '@/local/photoViews';
import { useRow, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useShooting } from '@/local/shooting';
import type { ShownPhoto } from '@/ui/photos';
import { pickPhoto } from '@/ui/pickPhoto';

const PAGE = 60;

export function usePhotos() {
  const { t } = useI18n();
  const { user } = useSession();
  const rows = useRows('photo');
  const index = ref<number | null>(null);
  const mine = computed(() => rows.value.filter(({ owner_id }) => owner_id === user.value?.id));
  const states = usePhotoStates(() => mine.value);

  const isUnderWay = ({ id }: PhotoRow): boolean => states.value.get(id) !== 'delivered';
  const newestFirst = (photos: readonly PhotoRow[]): PhotoRow[] =>
    photos.toSorted((a, b) => b.taken_at.localeCompare(a.taken_at));
  const underWay = computed(() => newestFirst(mine.value.filter(isUnderWay)));
  const delivered = computed(() =>
    newestFirst(mine.value.filter((photo) => !isUnderWay(photo))).slice(0, PAGE),
  );
  const listed = computed(() => [...underWay.value, ...delivered.value]);
  const urls = usePhotoUrls(() => listed.value.map(({ id }) => id));
  const viewedId = computed(() =>
    index.value === null ? undefined : listed.value[index.value]?.id,
  );
  const mark = usePhotoMark(() => mine.value.find(({ id }) => id === viewedId.value));
  const full = usePhotoUrls(() => (viewedId.value ? [viewedId.value] : []), 'display');

  const toShown = (photo: PhotoRow): ShownPhoto => ({
    id: photo.id,
    url: urls.value.get(photo.id) ?? null,
    fullUrl: full.value.get(photo.id) ?? null,
    label: t('evidence.label', { slot: photo.slot }),
    state: states.value.get(photo.id) ?? 'saved',
    lines: [formatInstant(photo.taken_at)],
    badge: photo.source === 'gallery' ? t('evidence.gallery') : '',
    mark: photo.id === viewedId.value ? mark.value : null,
  });

  return {
    index,
    underWay: computed(() => underWay.value.map(toShown)),
    delivered: computed(() => delivered.value.map(toShown)),
    all: computed(() => listed.value.map(toShown)),
  };
}

export function usePhoto(id: () => string) {
  const { user } = useSession();
  const photo = useRow('photo', id);
  const urls = usePhotoUrls(() => [id()], 'display');
  const states = usePhotoStates(() => (photo.value ? [photo.value] : []));
  const { isBusy, fault, shootAnew } = useShooting(pickPhoto);

  return {
    ...{ photo, isBusy, fault, mark: usePhotoMark(() => photo.value) },
    url: computed(() => urls.value.get(id())),
    state: computed(() => states.value.get(id()) ?? 'saved'),
    isMine: computed(() => photo.value?.owner_id === user.value?.id),
    isRefused: computed(() => photo.value?.blob === 'refused'),
    /** The new photo's id; call it straight from a tap. */
    replace: async (): Promise<string | null> => (photo.value ? shootAnew(photo.value) : null),
  };
}

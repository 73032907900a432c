// What has not been sent: groups by record, refusals, refused photos, and how the line stands.
import { computed } from 'vue';
import type { PhotoRow } from '@/api/rows';
import { live } from '@/local/live';
import { useOutbox } from '@/local/outbox';
import { usePhotoUrls } from '@/local/photoViews';
import { rows, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { keptPhotos } from '@/local/snapshot';
import { useSyncState } from '@/local/syncView';
import { wakeSync } from '@/local/wake';
import { groupsOf, isBadPhoto, type Photo, type PhotoState, photosOf, recordOf } from './rules';

const subjectOf = ({ subject_kind, subject_id }: PhotoRow): string =>
  `${subject_kind}/${subject_id}`;

function usePhotos() {
  const { user } = useSession();
  const kept = keptPhotos();
  const outbox = useOutbox();
  const found = useRows('photo');
  const byId = computed(() => new Map(found.value.map((photo) => [photo.id, photo])));
  /** A photo whose attaching was refused has no row; what was asked for says where it belongs. */
  const asked = computed(() => {
    const { problems, waiting } = outbox.value;
    const items = [...problems, ...problems.flatMap(({ held }) => held), ...waiting];
    const attaching = items.filter(({ name }) => name === 'photo.attach');
    return new Map(attaching.map((item) => [String(item.args.photo_id), recordOf(item)]));
  });
  const own = computed<Photo[]>(() =>
    kept.value.map(({ photo_id, size, state, code }) => {
      const row = byId.value.get(photo_id);
      const record = row ? subjectOf(row) : (asked.value.get(photo_id) ?? null);
      return { photo_id, size, record, state: state as PhotoState, code: row?.refusal ?? code };
    }),
  );
  /** Refused on another device of this user: the bytes are not here, the task is. */
  const elsewhere = computed<Photo[]>(() =>
    found.value
      .filter(({ blob, owner_id }) => blob === 'refused' && owner_id === user.value?.id)
      .filter(({ id }) => !kept.value.some(({ photo_id }) => photo_id === id))
      .map((row) => {
        const { id: photo_id, size, refusal: code } = row;
        return { photo_id, size, code, state: 'refused', record: subjectOf(row) };
      }),
  );
  return { own, byId, bad: computed(() => [...own.value, ...elsewhere.value].filter(isBadPhoto)) };
}

/** Names of the records that the list speaks of. */
function useNames() {
  const names = live(
    async () => {
      const [visits, orders, sites, tasks, templates] = await Promise.all([
        rows('visit'),
        rows('order'),
        rows('site'),
        rows('task'),
        rows('template'),
      ]);
      return { visits, orders, sites, tasks, templates };
    },
    { visits: [], orders: [], sites: [], tasks: [], templates: [] },
  );
  return computed(() => {
    const { visits, orders, sites, tasks, templates } = names.value;
    const items = templates.flatMap((template) => template.items);
    return {
      site: new Map<string, string>([
        ...visits.map(({ id, site_name }) => [`visit/${id}`, site_name] as const),
        ...orders.map(({ id, site_name }) => [`order/${id}`, site_name] as const),
        ...tasks.map(({ id, site_name }) => [`task/${id}`, site_name] as const),
        ...sites.map(({ id, name }) => [`site/${id}`, name] as const),
      ]),
      number: new Map<string, string>(
        orders.map((order) => [`order/${order.id}`, order.number ?? order.temporary_number]),
      ),
      template: new Map<string, string>(templates.map(({ id, name }) => [id, name])),
      item: new Map<string, string>(items.map(({ code, text }) => [code, text])),
    };
  });
}

export function useUnsent() {
  const outbox = useOutbox();
  const sync = useSyncState();
  const { own, bad, byId } = usePhotos();
  const line = computed(() => {
    const { online, phase, upload } = sync.value;
    return { online, phase, uploading: upload?.photo_id ?? null };
  });
  const problems = computed(() => outbox.value.problems);
  const pictures = usePhotoUrls(() => [
    ...bad.value.map(({ photo_id }) => photo_id),
    ...problems.value.flatMap(photosOf),
  ]);
  return {
    ...{ problems, pictures, sync, badPhotos: bad, names: useNames() },
    rowOf: (photo_id: string): PhotoRow | undefined => byId.value.get(photo_id),
    groups: computed(() => groupsOf(outbox.value.waiting, own.value, line.value)),
    sendNow: () => wakeSync('button'),
  };
}

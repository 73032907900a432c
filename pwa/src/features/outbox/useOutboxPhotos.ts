// Photos that are on their way or did not get through, each with the record and place that it belongs to.
import { computed } from 'vue';
import type { PhotoRow } from '@/api/rows';
import { useOutbox } from '@/local/outbox';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { keptPhotos } from '@/local/snapshot';
import { isBadPhoto, type Photo, recordOf } from './rules';

type Place = Pick<Photo, 'record' | 'slot'>;

const NOWHERE: Place = { record: null, slot: null };

const placeOf = ({ subject_kind, subject_id, slot }: PhotoRow): Place => ({
  record: `${subject_kind}/${subject_id}`,
  slot,
});

export function useOutboxPhotos() {
  const { user } = useSession();
  const kept = keptPhotos();
  const outbox = useOutbox();
  const found = useRows('photo');
  const byId = computed(() => new Map(found.value.map((photo) => [photo.id, photo])));
  /** A photo whose attaching has no prediction has no row; what was asked for says where it belongs. */
  const asked = computed(() => {
    const attaching = outbox.value.waiting.filter(({ name }) => name === 'photo.attach');
    return new Map<string, Place>(
      attaching.map((item) => [
        String(item.args.photo_id),
        { record: recordOf(item), slot: String(item.args.slot) },
      ]),
    );
  });
  /** What a problem holds is shown with it: it does not wait for the network. */
  const isHeld = ({ photo_id }: { photo_id: string }): boolean =>
    !byId.value.has(photo_id) && !asked.value.has(photo_id);
  const own = computed<Photo[]>(() =>
    kept.value.map(({ photo_id, size, state, code }) => {
      const row = byId.value.get(photo_id);
      const place = row ? placeOf(row) : (asked.value.get(photo_id) ?? NOWHERE);
      return { photo_id, size, state, ...place, code: row?.refusal ?? code };
    }),
  );
  /** Refused on another device of this user: the bytes are not here, the task is. */
  const elsewhere = computed<Photo[]>(() =>
    found.value
      .filter(({ blob, owner_id }) => blob === 'refused' && owner_id === user.value?.id)
      .filter(({ id }) => !kept.value.some(({ photo_id }) => photo_id === id))
      .map((row) => {
        const { id: photo_id, size, refusal: code } = row;
        return { photo_id, size, code, state: 'refused', ...placeOf(row) };
      }),
  );
  return {
    own: computed(() => own.value.filter((photo) => !isHeld(photo))),
    bad: computed(() => [...own.value, ...elsewhere.value].filter(isBadPhoto)),
    rowOf: (photo_id: string): PhotoRow | undefined => byId.value.get(photo_id),
  };
}

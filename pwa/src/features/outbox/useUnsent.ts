// What has not been sent: groups by record, refusals, bad photos, conflicts, and how the line stands.
import { computed, ref } from 'vue';
import { putAway, useConflicts } from '@/local/conflicts';
import { useEviction } from '@/local/eviction';
import { photosWait, sendPhotosNow } from '@/local/metered';
import { useOutbox } from '@/local/outbox';
import { usePhotoUrls } from '@/local/photoViews';
import { useRevocation } from '@/local/revocation';
import { useSyncState } from '@/local/syncView';
import { wakeSync } from '@/local/wake';
import { standingOf } from './line';
import { groupsOf, type Line, photosOf } from './rules';
import { useOutboxPhotos } from './useOutboxPhotos';
import { useProgress } from './useProgress';

/** Few groups are shown with all that is in them. */
const FEW = 2;

export function useUnsent() {
  const outbox = useOutbox();
  const sync = useSyncState();
  const photos = useOutboxPhotos();
  const revocation = useRevocation();
  const { wasEvicted, dismiss } = useEviction();
  const line = computed<Line>(() => {
    const { online, phase, upload } = sync.value;
    // What a retired device holds goes nowhere: it is kept here, and that is all.
    const isSent = online && revocation.state.value !== 'retired';
    return { online: isSent, phase, uploading: upload };
  });
  const standing = computed(() => {
    const { problem, online, pending, photosPending, upload } = sync.value;
    // Remembered from an earlier contact, also offline.
    const phase = revocation.state.value ?? sync.value.phase;
    const unsent = pending + photosPending;
    return standingOf({ phase, problem, online, unsent, isUploading: upload !== null });
  });
  const groups = computed(() => groupsOf(outbox.value.waiting, photos.own.value, line.value));
  const problems = computed(() => outbox.value.problems);

  /** Groups whose pictures are to be seen: not all bytes of a day are loaded at once. */
  const unfolded = ref<ReadonlySet<string>>(new Set());
  const isSeen = (record: string): boolean =>
    groups.value.length <= FEW || unfolded.value.has(record);
  function unfold(record: string, isOpen: boolean): void {
    const next = new Set(unfolded.value);
    if (isOpen) next.add(record);
    else next.delete(record);
    unfolded.value = next;
  }
  const pictures = usePhotoUrls(() => [
    ...photos.bad.value.map(({ photo_id }) => photo_id),
    ...problems.value.flatMap(photosOf),
    ...groups.value
      .filter(({ record }) => isSeen(record))
      .flatMap((group) => group.photos.map(({ photo_id }) => photo_id)),
  ]);
  const isSending = (): boolean => ['sending', 'uploading'].includes(standing.value);

  return {
    ...{ problems, groups, sync, line, standing, unfold, putAway },
    ...{ badPhotos: photos.bad, rowOf: photos.rowOf, conflicts: useConflicts() },
    ...{ wasEvicted, dismissEviction: dismiss },
    progress: useProgress(sync, isSending),
    startsOpen: computed(() => groups.value.length <= FEW),
    urlOf: (photo_id: string): string | null => pictures.value.get(photo_id) ?? null,
    /** How many photos wait for Wi-Fi because the user wants it so. */
    waitingForWifi: computed(() => (photosWait.value ? sync.value.photosPending : 0)),
    sendPhotosNow,
    sendNow: () => wakeSync('button'),
  };
}

// The sync line of the signed-in user, with the progress of the present stretch of sending.
import { computed, ref, watch } from 'vue';
import { formatWhen, toInstant } from '@/lib/dates';
import { useSyncState } from '@/local/syncView';
import { syncLine } from './syncLine';

const time = (ms: number): string => formatWhen(toInstant(ms));

export function useSyncLine() {
  const state = useSyncState();
  const unsent = computed(() => state.value.pending + state.value.photosPending);
  const peak = ref(0);
  watch(
    unsent,
    (now) => {
      peak.value = now === 0 ? 0 : Math.max(peak.value, now);
    },
    { immediate: true },
  );
  return {
    line: computed(() => syncLine({ ...state.value, peak: peak.value, time })),
    unsent,
    state,
  };
}

// How far this stretch of sending has come, and how long it will still take.
import { type ComputedRef, computed, ref, shallowRef, watch } from 'vue';
import { type Pace, progressOf, secondsLeft } from './line';

type Left = { pending: number; photosPending: number; bytesLeft: number };

/** Between two rounds the line seems to rest for a moment: that is still the same stretch. */
const PAUSE_MS = 5_000;

/** What is made meanwhile belongs to this stretch too. */
const grown = (from: Pace, seen: Pace): Pace => ({
  at: from.at,
  items: Math.max(from.items, seen.items),
  bytes: Math.max(from.bytes, seen.bytes),
});

export function useProgress(left: ComputedRef<Left>, isSending: () => boolean) {
  const start = shallowRef<Pace | null>(null);
  const now = ref<Pace>({ at: 0, items: 0, bytes: 0 });
  const isOn = ref(false);
  let lastOn = 0;
  const look = (): Pace => {
    const { pending, photosPending, bytesLeft } = left.value;
    return { at: Date.now(), items: pending + photosPending, bytes: bytesLeft };
  };
  /** Nothing of an earlier stretch counts where all was sent, or where it is long ago. */
  const isAnew = (seen: Pace): boolean => seen.items === 0 || seen.at - lastOn > PAUSE_MS;
  watch(
    [left, isSending],
    () => {
      const seen = look();
      const goesOn = isOn.value || !isAnew(seen);
      // Until this moment it was on.
      if (isOn.value) lastOn = seen.at;
      now.value = seen;
      isOn.value = isSending();
      start.value = goesOn && start.value ? grown(start.value, seen) : seen;
    },
    { immediate: true },
  );
  return computed(() => {
    if (!start.value || !isOn.value) return null;
    const { done, total } = progressOf(start.value, now.value);
    const count = { n: start.value.items - now.value.items, m: start.value.items };
    return { done, total, count, seconds: secondsLeft(start.value, now.value) };
  });
}

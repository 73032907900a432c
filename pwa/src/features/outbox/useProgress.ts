// How far this stretch of sending has come, and how long it will still take.
import { type ComputedRef, computed, ref, shallowRef, watch } from 'vue';
import { type Pace, progressOf, secondsLeft } from './line';

type Left = { pending: number; photosPending: number; bytesLeft: number };

export function useProgress(left: ComputedRef<Left>, isSending: () => boolean) {
  const start = shallowRef<Pace | null>(null);
  const now = ref<Pace>({ at: 0, items: 0, bytes: 0 });
  const look = (): Pace => {
    const { pending, photosPending, bytesLeft } = left.value;
    return { at: Date.now(), items: pending + photosPending, bytes: bytesLeft };
  };
  /** What is made meanwhile belongs to this stretch too. */
  const grown = (from: Pace, seen: Pace): Pace => ({
    at: from.at,
    items: Math.max(from.items, seen.items),
    bytes: Math.max(from.bytes, seen.bytes),
  });
  watch(
    [left, isSending],
    () => {
      now.value = look();
      start.value = isSending() ? grown(start.value ?? now.value, now.value) : null;
    },
    { immediate: true },
  );
  return computed(() => {
    if (!start.value) return null;
    const { done, total } = progressOf(start.value, now.value);
    const count = { n: start.value.items - now.value.items, m: start.value.items };
    return { done, total, count, seconds: secondsLeft(start.value, now.value) };
  });
}

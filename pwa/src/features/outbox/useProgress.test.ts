// Progress: of this stretch of sending, with what is made meanwhile.
import { expect, test, vi } from 'vitest';
import { computed, nextTick, ref } from 'vue';
import { useProgress } from './useProgress';

test('counts from where sending began, grows with new work, and ends with sending', async () => {
  const left = ref({ pending: 4, photosPending: 0, bytesLeft: 0 });
  const isSending = ref(false);
  const progress = useProgress(
    computed(() => left.value),
    () => isSending.value,
  );
  expect(progress.value).toBe(null);
  isSending.value = true;
  await nextTick();
  left.value = { pending: 1, photosPending: 0, bytesLeft: 0 };
  await nextTick();
  expect(progress.value).toMatchObject({ done: 3, total: 4, count: { n: 3, m: 4 } });
  left.value = { pending: 6, photosPending: 0, bytesLeft: 0 };
  await nextTick();
  expect(progress.value).toMatchObject({ done: 0, total: 6 });
  isSending.value = false;
  await nextTick();
  expect(progress.value).toBe(null);
});

test('a moment of rest between two rounds does not start the count anew, a longer one does', async () => {
  vi.useFakeTimers();
  const left = ref({ pending: 8, photosPending: 0, bytesLeft: 0 });
  const isSending = ref(true);
  const progress = useProgress(
    computed(() => left.value),
    () => isSending.value,
  );
  async function rest(ms: number): Promise<void> {
    isSending.value = false;
    await nextTick();
    vi.advanceTimersByTime(ms);
    isSending.value = true;
    await nextTick();
  }
  left.value = { pending: 2, photosPending: 0, bytesLeft: 0 };
  await nextTick();
  await rest(1_000);
  expect(progress.value).toMatchObject({ count: { n: 6, m: 8 } });
  await rest(60_000);
  expect(progress.value).toMatchObject({ count: { n: 0, m: 2 } });
  vi.useRealTimers();
});

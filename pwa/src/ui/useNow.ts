// Now, once a minute: for words such as "2 days left" that must not go stale on an open page.
import { onScopeDispose, type Ref, readonly, ref } from 'vue';

const MINUTE_MS = 60_000;

export function useNow(): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const tick = (): void => {
    now.value = Date.now();
  };
  const timer = setInterval(tick, MINUTE_MS);
  // Timers sleep with the phone.
  document.addEventListener('visibilitychange', tick);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  });
  return readonly(now);
}

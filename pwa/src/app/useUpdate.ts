// New versions: found in the background, applied only when the user says so and nothing can be lost.
import { computed, readonly, ref, shallowRef } from 'vue';
import { useRoute } from 'vue-router';
import { syncState } from '@/local/syncing';

const WORKER = '/service-worker.js';
const HOUR = 3_600_000;

const waiting = shallowRef<ServiceWorker | null>(null);
/** Another tab has taken the new version: this page's own parts may be gone. */
const isStale = ref(false);
let mayReload = false;

function watchInstalling(registration: ServiceWorkerRegistration) {
  const next = registration.installing;
  next?.addEventListener('statechange', () => {
    // Without a controller this is the first installation, not an update.
    if (next.state === 'installed' && navigator.serviceWorker.controller) waiting.value = next;
  });
}

async function register() {
  const had = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (mayReload) window.location.reload();
    else isStale.value = had;
  });
  const registration = await navigator.serviceWorker.register(WORKER);
  if (had) waiting.value = registration.waiting;
  registration.addEventListener('updatefound', () => watchInstalling(registration));
  // Offline the check fails, as it may.
  window.setInterval(() => registration.update().catch(() => undefined), HOUR);
}

/** Called once. Where there is no service worker (or it is forbidden) the app works online only. */
export function watchForUpdates(): void {
  window.addEventListener('vite:preloadError', () => {
    isStale.value = true;
  });
  if (import.meta.env.PROD && 'serviceWorker' in navigator) void register().catch(() => undefined);
}

function apply(): void {
  mayReload = true;
  if (waiting.value) waiting.value.postMessage({ type: 'SKIP_WAITING' });
  else window.location.reload();
}

const SENDING = ['pushing', 'uploading'];

export function useUpdate() {
  const route = useRoute();
  const isReady = computed(() => waiting.value !== null || isStale.value);
  /** Never while a draft is open or something is being sent. */
  const isSafe = computed(() => !route.meta.holdsDraft && !SENDING.includes(syncState.value.phase));
  return {
    isOffered: computed(() => isReady.value && isSafe.value),
    isStale: readonly(isStale),
    apply,
  };
}

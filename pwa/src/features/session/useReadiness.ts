// 本机可离线作业: looks whether this device can be trusted with work done offline.
import { computed, onMounted, ref } from 'vue';
import { useSession } from '@/local/session';
import { askToPersist, isShort, roomLeft } from '@/local/storage';
import { type Facts, readiness, verdict } from './rules';

async function hasWorker(): Promise<boolean> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.active !== null && registration?.active !== undefined;
}

async function hasCamera(): Promise<boolean> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices.some(({ kind }) => kind === 'videoinput');
}

const isInstalled = (): boolean =>
  window.matchMedia('(display-mode: standalone)').matches ||
  (navigator as { standalone?: boolean }).standalone === true;

async function look(isOpen: boolean): Promise<Facts> {
  const [worker, isPersisted, camera, room] = await Promise.all([
    hasWorker(),
    askToPersist(),
    hasCamera(),
    roomLeft(),
  ]);
  return {
    hasWorker: worker,
    // Whoever is signed in has had his database opened, written and read.
    hasStorage: isOpen,
    isPersisted,
    isInstalled: isInstalled(),
    hasCamera: camera,
    isShortOfRoom: isShort(room),
  };
}

export function useReadiness() {
  const { user } = useSession();
  const facts = ref<Facts | null>(null);
  const checks = computed(() => (facts.value ? readiness(facts.value) : []));
  async function check(): Promise<void> {
    facts.value = await look(user.value !== null);
  }
  onMounted(check);
  return { checks, verdict: computed(() => verdict(checks.value)), check };
}

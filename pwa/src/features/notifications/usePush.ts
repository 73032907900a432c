// Web push on this device (网页推送): whether it can, may and does; switching it on and off.
import { computed, onMounted, ref } from 'vue';
import { sendTo } from '@/api/client';
import type { NoticeSettings, PushState } from './ways';
import { browserName, keyBytes, subscriptionId } from './ways';

type Deps = {
  /** The installation's public key; empty where the company does not use web push. */
  key: () => string;
  known: () => readonly { id: string }[];
  attempt: (work: () => Promise<NoticeSettings>) => Promise<NoticeSettings | null>;
  drop: (subscription_id: string) => Promise<void>;
  took: (settings: NoticeSettings) => void;
};

const canPush = (): boolean =>
  window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window;

/** On iPhones only what was added to the home screen may show notices. */
const mustInstall = (): boolean =>
  /iPhone|iPad/.test(navigator.userAgent) &&
  !window.matchMedia('(display-mode: standalone)').matches;

function hindrance(): 'install' | 'unsupported' | 'denied' | null {
  if (mustInstall()) return 'install';
  if (!canPush()) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function subscribe(key: string): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made for another key, before a move of the server, would never be answered.
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) });
}

export function usePush({ key, known, attempt, drop, took }: Deps) {
  const state = ref<PushState>('checking');
  const ownId = ref('');
  const isBusy = ref(false);

  async function look(): Promise<void> {
    const hindered = hindrance();
    const subscription = hindered ? null : await currentSubscription();
    ownId.value = subscription ? await subscriptionId(subscription.endpoint) : '';
    state.value = hindered ?? 'off';
  }

  async function enable(): Promise<void> {
    isBusy.value = true;
    try {
      if ((await Notification.requestPermission()) !== 'granted') return await look();
      const subscription = await subscribe(key());
      const { endpoint = '', keys = {} } = subscription.toJSON();
      const device = browserName(navigator.userAgent);
      const body = { endpoint, p256dh: keys.p256dh, auth: keys.auth, device };
      const answer = await attempt(() => sendTo('/api/notice-settings/browsers', body));
      if (answer) took(answer);
      else await subscription.unsubscribe();
      await look();
    } catch {
      // No push service behind this browser, or it is not to be reached from here.
      state.value = 'failed';
    } finally {
      isBusy.value = false;
    }
  }

  async function disable(): Promise<void> {
    isBusy.value = true;
    await (await currentSubscription())?.unsubscribe();
    await drop(ownId.value);
    await look();
    isBusy.value = false;
  }

  onMounted(look);
  return {
    ownId,
    isBusy,
    enable,
    disable,
    state: computed<PushState>(() =>
      state.value === 'off' && known().some(({ id }) => id === ownId.value) ? 'on' : state.value,
    ),
  };
}

// Oneself on this device: who, what is unsent, syncing now, signing out.
import { computed, ref } from 'vue';
import { formatWhen, toInstant } from '@/lib/dates';
import { signOut, unsentHere, useSession } from '@/local/session';
import { useSyncState } from '@/local/syncView';
import { wakeSync } from '@/local/wake';
import { sizeWords } from './rules';

declare const __APP_VERSION__: string | undefined;

const BUSY = ['pushing', 'pulling', 'uploading'];

export function useAccount() {
  const { user } = useSession();
  const state = useSyncState();
  /** What would stay behind; null while nobody has asked to leave. */
  const leaving = ref<{ mutations: number; photos: number } | null>(null);

  return {
    ...{ user, state, leaving },
    version: typeof __APP_VERSION__ === 'string' ? __APP_VERSION__ : '',
    isSyncing: computed(() => BUSY.includes(state.value.phase)),
    left: computed(() => sizeWords(state.value.bytesLeft)),
    when: (ms: number): string => formatWhen(toInstant(ms)),
    syncNow: (): void => wakeSync('button'),
    askToLeave: async (): Promise<void> => {
      leaving.value = await unsentHere();
    },
    stay: (): void => {
      leaving.value = null;
    },
    leave: async (): Promise<void> => {
      await signOut();
    },
  };
}

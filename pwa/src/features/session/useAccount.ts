// Oneself on this device: who, what is unsent, syncing now.
import { computed } from 'vue';
import { formatWhen, toInstant } from '@/lib/dates';
import { sizeWords } from '@/lib/sizes';
import { useSession } from '@/local/session';
import { useSyncState } from '@/local/syncView';
import { wakeSync } from '@/local/wake';

declare const __APP_VERSION__: string | undefined;

const BUSY = ['pushing', 'pulling', 'uploading'];

export function useAccount() {
  const { user } = useSession();
  const state = useSyncState();

  return {
    ...{ user, state },
    version: typeof __APP_VERSION__ === 'string' ? __APP_VERSION__ : '',
    isSyncing: computed(() => BUSY.includes(state.value.phase)),
    left: computed(() => sizeWords(state.value.bytesLeft)),
    when: (ms: number): string => formatWhen(toInstant(ms)),
    syncNow: (): void => wakeSync('button'),
  };
}

// What the shell tells on every page: a retired device, lost data, an update of the data that failed.
import { type ComputedRef, computed } from 'vue';
import { useEviction } from '@/local/eviction';
import { useRevocation } from '@/local/revocation';
import { hasUpdateFailed } from '@/local/upgrading';

export type ShellNotice = {
  /** Key under `app`. */
  key: 'retired' | 'evicted' | 'notUpdated';
  tone: 'bad' | 'warn' | 'info';
};

export function useShellNotices(): {
  notices: ComputedRef<ShellNotice[]>;
  dismissEviction(): void;
} {
  const revocation = useRevocation();
  const { wasEvicted, dismiss } = useEviction();
  const notices = computed(() => {
    const found: ShellNotice[] = [];
    if (revocation.state.value === 'retired') found.push({ key: 'retired', tone: 'bad' });
    if (wasEvicted.value) found.push({ key: 'evicted', tone: 'warn' });
    if (hasUpdateFailed.value) found.push({ key: 'notUpdated', tone: 'info' });
    return found;
  });
  return { notices, dismissEviction: dismiss };
}

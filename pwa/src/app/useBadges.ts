// The numbers on the tabs: unsent work, unread notices, problems to settle.
import { type ComputedRef, computed } from 'vue';
import { useRows } from '@/local/rows';
import type { SyncView } from '@/local/syncView';
import type { NavEntry } from './route-meta';

export type Badges = Record<NonNullable<NavEntry['badge']>, number>;

export function useBadges(state: ComputedRef<SyncView>, userId: () => string | undefined) {
  const notices = useRows('notice', userId);
  return computed<Badges>(() => ({
    unsent: state.value.pending + state.value.photosPending,
    notices: notices.value.filter(({ read_at }) => read_at === null).length,
    attention: state.value.needsAttention,
  }));
}

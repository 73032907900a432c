// The inbox: notices by day, how many are unread, reading one or all.
import { computed } from 'vue';
import type { NoticeRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { rows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useNow } from '@/ui/useNow';
import { batches, byDay, isUnread } from './rules';

export function useNotices() {
  const { user } = useSession();
  const now = useNow();
  const mine = (): Promise<NoticeRow[]> => rows('notice', { parent: user.value?.id ?? '' });
  const found = live<NoticeRow[] | null>(mine, null, () => user.value?.id);
  const unread = computed(() => (found.value ?? []).filter(isUnread));

  async function read(notices: readonly NoticeRow[]): Promise<void> {
    const ids = notices.filter(isUnread).map(({ id }) => id);
    for (const notice_ids of batches(ids)) await perform('notice.read', { notice_ids });
  }

  return {
    days: computed(() => byDay(found.value ?? [])),
    today: computed(() => dayOf(now.value)),
    isReady: computed(() => found.value !== null),
    unreadCount: computed(() => unread.value.length),
    read: (notice: NoticeRow) => read([notice]),
    readAll: () => read(unread.value),
  };
}

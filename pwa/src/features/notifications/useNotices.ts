// The inbox: notices by day, filtered; how many are unread; reading one, or all with a way back.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { NoticeRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { rows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useNow } from '@/ui/useNow';
import { batches, byDay, GROUPS, isIn, isUnread, type NoticeGroup } from './rules';

export function useNotices() {
  const { user } = useSession();
  const now = useNow();
  const mine = (): Promise<NoticeRow[]> => rows('notice', { parent: user.value?.id ?? '' });
  const found = live<NoticeRow[] | null>(mine, null, () => user.value?.id);
  const group = ref<NoticeGroup>('all');
  const isUnreadOnly = ref(false);
  /** Marked as read on the screen, while that can still be undone. */
  const held = shallowRef<ReadonlySet<string>>(new Set());
  const isNew = (notice: NoticeRow): boolean => isUnread(notice) && !held.value.has(notice.id);
  const all = computed(() => found.value ?? []);
  const unread = computed(() => all.value.filter(isNew));
  const shown = computed(() =>
    all.value.filter(
      (notice) => isIn(group.value, notice) && (isNew(notice) || !isUnreadOnly.value),
    ),
  );

  async function read(notices: readonly NoticeRow[]): Promise<void> {
    const ids = notices.filter(isUnread).map(({ id }) => id);
    for (const notice_ids of batches(ids)) await perform('notice.read', { notice_ids });
  }

  /** Now it is meant: by the time that is over, by leaving the page, or by reading on. */
  async function settle(): Promise<void> {
    const ids = held.value;
    held.value = new Set();
    await read(all.value.filter(({ id }) => ids.has(id)));
  }
  onScopeDispose(() => void settle());

  return {
    ...{ group, isUnreadOnly, isNew, settle },
    heldCount: computed(() => held.value.size),
    hold: () => {
      held.value = new Set([...held.value, ...unread.value.map(({ id }) => id)]);
    },
    undo: () => {
      held.value = new Set();
    },
    hasNotices: computed(() => all.value.length > 0),
    groups: computed(() =>
      GROUPS.map((value) => ({
        value,
        count: all.value.filter((notice) => isIn(value, notice) && isNew(notice)).length,
      })),
    ),
    days: computed(() => byDay(shown.value)),
    today: computed(() => dayOf(now.value)),
    isReady: computed(() => found.value !== null),
    unreadCount: computed(() => unread.value.length),
    read: (notice: NoticeRow) => read([notice]),
  };
}

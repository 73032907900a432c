// Quotas of the current month and year that this person may see; one's own unit first.
import { computed } from 'vue';
import type { QuotaRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { live } from '@/local/live';
import { rows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useNow } from '@/ui/useNow';
import { type BoardLine, boardLine, isCurrent, KINDS } from './rules';

/** From so many on, rings would be a wall: a board says more. */
const MANY = 9;

export function useQuotas() {
  const { user } = useSession();
  const now = useNow();
  const found = live<QuotaRow[] | null>(() => rows('quota'), null);
  const today = computed(() => dayOf(now.value));
  const lines = computed<BoardLine[]>(() =>
    (found.value ?? [])
      .filter((quota) => isCurrent(quota, today.value))
      .map((quota) => boardLine(quota, today.value)),
  );
  const isMine = ({ unit_id }: BoardLine): boolean => unit_id === user.value?.unit_id;
  const groups = computed(() =>
    KINDS.map((kind) => ({ kind, lines: lines.value.filter((line) => line.kind === kind) })).filter(
      (group) => group.lines.length > 0,
    ),
  );
  return {
    ...{ lines, groups, today },
    isReady: computed(() => found.value !== null),
    mine: computed(() => lines.value.filter(isMine)),
    isMany: computed(() => lines.value.length > MANY),
  };
}

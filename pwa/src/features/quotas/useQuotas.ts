// Quotas of the current month and year that this person may see; one's own unit first.
import { computed } from 'vue';
import type { QuotaRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { live } from '@/local/live';
import { rows, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useNow } from '@/ui/useNow';
import { type BoardLine, boardLine, isCurrent, kindsFor } from './rules';

/** From so many on, rings would be a wall: a board says more. */
const MANY = 9;

export function useQuotas() {
  const { user } = useSession();
  const now = useNow();
  const found = live<QuotaRow[] | null>(() => rows('quota'), null);
  const today = computed(() => dayOf(now.value));
  const units = useRows('unit');
  const byId = computed(() => new Map(units.value.map((unit) => [unit.id, unit])));
  /** Only within a branch: that a branch belongs to the company goes without saying. */
  function parentOf(unit_id: string): string {
    const unit = byId.value.get(unit_id);
    const parent = unit?.parent_id ? byId.value.get(unit.parent_id) : undefined;
    return parent && parent.kind !== 'group' ? parent.name : '';
  }
  const lines = computed<BoardLine[]>(() =>
    (found.value ?? [])
      .filter((quota) => isCurrent(quota, today.value))
      .map((quota) => boardLine(quota, today.value, parentOf(quota.unit_id))),
  );
  const isMine = ({ unit_id }: BoardLine): boolean => unit_id === user.value?.unit_id;
  const groups = computed(() =>
    kindsFor(user.value?.grants ?? [])
      .map((kind) => ({ kind, lines: lines.value.filter((line) => line.kind === kind) }))
      .filter((group) => group.lines.length > 0),
  );
  return {
    ...{ lines, groups, today },
    isReady: computed(() => found.value !== null),
    mine: computed(() => lines.value.filter(isMine)),
    isMany: computed(() => lines.value.length > MANY),
  };
}

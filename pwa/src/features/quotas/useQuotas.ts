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
const BRANCHES = ['branch', 'subsidiary'];

export function useQuotas() {
  const { user } = useSession();
  const now = useNow();
  const found = live<QuotaRow[] | null>(() => rows('quota'), null);
  const today = computed(() => dayOf(now.value));
  const units = useRows('unit');
  const byId = computed(() => new Map(units.value.map((unit) => [unit.id, unit])));
  /** The branch that a unit belongs to; a branch itself belongs to none. */
  function branchOf(unit_id: string): string {
    let above = byId.value.get(byId.value.get(unit_id)?.parent_id ?? '');
    while (above && !BRANCHES.includes(above.kind)) above = byId.value.get(above.parent_id ?? '');
    return above?.name ?? '';
  }
  const lines = computed<BoardLine[]>(() =>
    (found.value ?? [])
      .filter((quota) => isCurrent(quota, today.value))
      .map((quota) => boardLine(quota, today.value, branchOf(quota.unit_id))),
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

// Who may issue orders or stands in for the head of the group; for the head: to give and to take back.
import { computed, onMounted, shallowRef } from 'vue';
import { readFrom } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import { addDays, dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { inOrder, type Lent, standingOf, topOf } from './delegations';

type Member = { user_id: string; name: string; post: string };

const USUAL_DAYS = 90;

/** Only the server knows who belongs to the group: without a network nothing is given. */
function useMembers(isHead: () => boolean) {
  const members = shallowRef<readonly Member[]>([]);
  const problem = shallowRef<ApiProblem | null>(null);
  onMounted(async () => {
    if (!isHead()) return;
    try {
      members.value = (await readFrom<{ members: Member[] }>('/api/delegations/members')).members;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    }
  });
  return { members, problem };
}

export function useDelegations() {
  const { user } = useSession();
  const rows = useRows('delegation');
  const units = useRows('unit');
  const today = dayOf(Date.now());
  const held = computed(() => user.value?.grant_units['order.delegate'] ?? []);
  const mayDelegate = computed(() => held.value.length > 0);
  const { members, problem } = useMembers(() => mayDelegate.value);

  return {
    ...{ mayDelegate, members, problem, today },
    delegations: computed(() =>
      inOrder(rows.value, today).map((row) => ({
        ...row,
        standing: standingOf(row, today),
      })),
    ),
    blank: (): Lent => ({
      ...{ user_id: '', kind: 'issue', starts_on: today },
      ends_on: addDays(today, USUAL_DAYS),
    }),
    give: (lent: Lent) => {
      const unit_id = topOf(units.value, held.value) ?? '';
      return perform('delegation.give', { delegation_id: uuidv7(), unit_id, ...lent });
    },
    revoke: (delegation_id: string) => perform('delegation.revoke', { delegation_id }),
  };
}

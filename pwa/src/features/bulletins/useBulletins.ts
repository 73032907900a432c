// Bulletins of the company as this person may see them; and one of them with its verbs.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { Rows } from '@/api/rows';
import { answerTo, type CommandAnswer } from '@/local/answers';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { rows, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { approvalBlock, byMonth, byUnsigned } from './rules';

type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

export function useBulletins() {
  // Null until the first read: an empty list is not shown as "none yet" by mistake.
  const found = live<Rows['bulletin'][] | null>(() => rows('bulletin'), null);
  const receipts = useRows('bulletin_receipt');
  const { user } = useSession();
  const grants = computed(() => user.value?.grants ?? []);
  const signs = computed(() => user.value?.grant_units['bulletin.acknowledge'] ?? []);
  const isMine = ({ unit_id }: Rows['bulletin_receipt']): boolean =>
    grants.value.includes('bulletin.acknowledge') && signs.value.includes(unit_id);
  return {
    ...{ receipts, grants },
    bulletins: computed(() => byMonth(found.value ?? [])),
    isReady: computed(() => found.value !== null),
    /** What this person's units have not signed for yet. */
    toSign: computed(() => receipts.value.filter((its) => isMine(its) && !its.acknowledged_at)),
  };
}

/** Waits for the server's word: a bulletin is published when it says so, not before. */
function useSending() {
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());
  async function send(work: () => Promise<{ uid: string }>): Promise<void> {
    isBusy.value = true;
    refusal.value = null;
    const { uid } = await work();
    const answer = await answerTo(uid, leaving.signal);
    isBusy.value = false;
    if (answer?.kind === 'refused') refusal.value = answer;
  }
  return { isBusy, refusal, send };
}

export function useBulletin(id: () => string) {
  const { bulletins, receipts, toSign, grants } = useBulletins();
  const desks = useRows('bulletin_desk');
  const { user } = useSession();
  const { isBusy, refusal, send } = useSending();
  const bulletin = computed(() => bulletins.value.find((its) => its.id === id()));
  const desk = computed(() => desks.value.find((its) => its.id === id()));
  const isDraft = computed(() => bulletin.value?.state === 'draft');
  const block = computed(() =>
    approvalBlock({ id: user.value?.id ?? '', grants: grants.value }, desk.value),
  );
  const args = () => ({ bulletin_id: id() });

  return {
    ...{ bulletin, desk, isBusy, refusal, block },
    receipts: computed(() =>
      byUnsigned(receipts.value.filter(({ bulletin_id }) => bulletin_id === id())),
    ),
    toSign: computed(() => toSign.value.filter(({ bulletin_id }) => bulletin_id === id())),
    /** Another version of the month that stands in this one's place. */
    newer: computed(() =>
      bulletins.value.find(
        ({ period, version }) =>
          period === bulletin.value?.period && version > (bulletin.value?.version ?? 0),
      ),
    ),
    canEdit: computed(() => isDraft.value && grants.value.includes('bulletin.edit')),
    canApprove: computed(() => isDraft.value && block.value !== 'not-yours'),
    canWithdraw: computed(
      () => bulletin.value?.state === 'published' && grants.value.includes('bulletin.approve'),
    ),
    edit: (remark: string) => send(() => perform('bulletin.edit', { ...args(), remark })),
    approve: () => send(() => perform('bulletin.approve', args())),
    withdraw: (reason: string) => send(() => perform('bulletin.withdraw', { ...args(), reason })),
    acknowledge: (receipt_id: string) => perform('bulletin.acknowledge', { receipt_id }),
  };
}

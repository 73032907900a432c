// Reviewing a feedback: pass, or return or fail it with reasons.
import { computed, ref } from 'vue';
import type { CommandArgs } from '@/api/commands';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { isExplained, type ReturnReason, type Verdict } from './rules';

export type Decision = CommandArgs['order.review'];

export function useReview(order_id: string) {
  const reasons = ref<ReturnReason[]>([]);
  const note = ref('');
  const isSending = ref(false);

  function toggle(reason: ReturnReason): void {
    const chosen = reasons.value;
    reasons.value = chosen.includes(reason)
      ? chosen.filter((one) => one !== reason)
      : [...chosen, reason];
  }

  /** What is to be sent; made anew for each decision. */
  function decisionOf(verdict: Verdict): Decision {
    const given = verdict === 'pass' ? [] : [...reasons.value];
    const words = verdict === 'pass' ? '' : note.value.trim();
    return { order_id, review_id: uuidv7(), verdict, reasons: given, note: words };
  }

  async function decide(verdict: Verdict): Promise<void> {
    if (isSending.value) return;
    isSending.value = true;
    try {
      await perform('order.review', decisionOf(verdict));
    } finally {
      isSending.value = false;
    }
  }

  return {
    ...{ reasons, note, isSending, toggle, decide, decisionOf },
    isExplained: computed(() => isExplained(reasons.value, note.value)),
  };
}

// Reviewing a feedback: pass, or return or fail it with reasons.
import { computed, ref } from 'vue';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { isExplained, type ReturnReason, type Verdict } from './rules';

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

  async function decide(verdict: Verdict): Promise<void> {
    if (isSending.value) return;
    isSending.value = true;
    try {
      const given = verdict === 'pass' ? [] : [...reasons.value];
      const review_id = uuidv7();
      const args = { order_id, review_id, verdict, reasons: given, note: note.value.trim() };
      await perform('order.review', args);
    } finally {
      isSending.value = false;
    }
  }

  return {
    ...{ reasons, note, isSending, toggle, decide },
    isExplained: computed(() => isExplained(reasons.value, note.value)),
  };
}

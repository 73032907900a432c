// Reviewing a feedback: a verdict on each matter, or one on all of them, with reasons.
import { computed, ref } from 'vue';
import type { CommandArgs } from '@/api/commands';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { isExplained, type ReturnReason, type Verdict } from './rules';
import { isSaid, type MatterVerdict, verdictOf } from './verdicts';

export type Decision = CommandArgs['order.review'];

/** `matter_ids`: of the matters under review. */
export function useReview(order_id: string, matter_ids: () => readonly string[]) {
  const reasons = ref<ReturnReason[]>([]);
  const note = ref('');
  const isSending = ref(false);
  const judged = ref<Record<string, MatterVerdict>>({});

  const toggled = (chosen: readonly ReturnReason[], reason: ReturnReason): ReturnReason[] =>
    chosen.includes(reason) ? chosen.filter((one) => one !== reason) : [...chosen, reason];

  function toggle(reason: ReturnReason): void {
    reasons.value = toggled(reasons.value, reason);
  }

  /** The same verdict once more takes it back. */
  function judge(matter_id: string, verdict: Verdict): void {
    const { [matter_id]: before, ...others } = judged.value;
    if (before?.verdict === verdict) judged.value = others;
    else {
      const { reasons: chosen = [], note: text = '' } = before ?? {};
      judged.value[matter_id] = { matter_id, verdict, reasons: chosen, note: text };
    }
  }

  function toggleOf(matter_id: string, reason: ReturnReason): void {
    const its = judged.value[matter_id];
    if (its) its.reasons = toggled(its.reasons, reason);
  }

  function writeOf(matter_id: string, text: string): void {
    const its = judged.value[matter_id];
    if (its) its.note = text;
  }

  const list = computed(() =>
    matter_ids().flatMap((id) => (judged.value[id] ? [judged.value[id]] : [])),
  );

  /** One verdict on every matter, or each as it was judged. */
  function mattersOf(asked: Verdict | 'each'): MatterVerdict[] {
    if (asked === 'each') return list.value;
    const [verdict, chosen] = [asked, reasons.value];
    return matter_ids().map((matter_id) => ({ matter_id, verdict, reasons: chosen, note: '' }));
  }

  /** What is to be sent; made anew for each decision. */
  function decisionOf(asked: Verdict | 'each'): Decision {
    const matters = mattersOf(asked).map((its) => {
      const isPass = its.verdict === 'pass';
      return { ...its, reasons: isPass ? [] : its.reasons, note: isPass ? '' : its.note.trim() };
    });
    const words = asked === 'return' || asked === 'fail' ? note.value.trim() : '';
    return { order_id, review_id: uuidv7(), matters, whole: null, note: words };
  }

  async function decide(asked: Verdict | 'each'): Promise<void> {
    if (isSending.value) return;
    isSending.value = true;
    try {
      await perform('order.review', decisionOf(asked));
    } finally {
      isSending.value = false;
    }
  }

  return {
    ...{ reasons, note, isSending, toggle, decide, decisionOf, judge, toggleOf, writeOf },
    judgedOf: (matter_id: string): MatterVerdict | null => judged.value[matter_id] ?? null,
    hasPass: computed(() => list.value.some((its) => its.verdict === 'pass')),
    isEach: computed(() => list.value.length > 0),
    /** Matters without a verdict, or with one that says not why. */
    left: computed(() => matter_ids().length - list.value.filter(isSaid).length),
    verdict: computed(() => verdictOf(list.value.map((its) => its.verdict))),
    isExplained: computed(() => isExplained(reasons.value, note.value)),
  };
}

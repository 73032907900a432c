// Reviewing one order after the other: each decision waits a moment for an undo before it is sent.
import { computed, onScopeDispose, ref } from 'vue';
import type { OrderRow } from '@/api/rows';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { rows } from '@/local/rows';
import { queueOf, roundOf } from './queue';
import { usePerson } from './usePerson';
import type { Decision } from './useReview';

type Pending = { decision: Decision; site_name: string; round: string };

/** Long enough to notice a wrong key, short enough to be gone before the next is read. */
export const UNDO_S = 8;

export function useReviewQueue() {
  const person = usePerson();
  // Null until the first read: nothing is called done by mistake.
  const found = live<OrderRow[] | null>(() => rows('order'), null);
  const decided = ref<ReadonlySet<string>>(new Set());
  const pending = ref<Pending | null>(null);
  const failure = ref(false);
  const queue = computed(() => queueOf(found.value ?? [], person.value, decided.value));

  function unmark(round: string): void {
    decided.value = new Set([...decided.value].filter((each) => each !== round));
  }

  /** Now it is kept on this device and on its way; where that fails the order is back in the queue. */
  async function settle(): Promise<void> {
    const its = pending.value;
    pending.value = null;
    if (!its) return;
    await perform('order.review', its.decision).catch(() => {
      failure.value = true;
      unmark(its.round);
    });
  }

  async function decide(decision: Decision): Promise<void> {
    failure.value = false;
    const order = queue.value.open.find(({ id }) => id === decision.order_id);
    if (!order) return;
    const before = settle();
    const round = roundOf(order);
    decided.value = new Set([...decided.value, round]);
    pending.value = { decision, site_name: order.site_name, round };
    await before;
  }

  /** The order that is to be judged again. */
  function undo(): string | null {
    const its = pending.value;
    pending.value = null;
    if (!its) return null;
    unmark(its.round);
    return its.decision.order_id;
  }

  // Who leaves has decided: nothing is lost with the page.
  const leave = (): void => {
    if (document.visibilityState === 'hidden') void settle();
  };
  document.addEventListener('visibilitychange', leave);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', leave);
    void settle();
  });

  return {
    ...{ queue, pending, failure, decide, undo, settle },
    isReady: computed(() => found.value !== null),
    done: computed(() => decided.value.size),
  };
}

// Several orange drafts at once: each is a command of its own, and each has an answer of its own.
import { onScopeDispose, ref, shallowRef } from 'vue';
import type { OrderRow } from '@/api/rows';
import { answerTo } from '@/local/answers';
import { perform } from '@/local/perform';
import type { BulkAct, BulkLine } from './bulk';
import { shownNumber } from './rules';

export function useBulk() {
  const lines = shallowRef<readonly BulkLine[]>([]);
  const act = ref<BulkAct>('confirm');
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  function tell(id: string, part: Partial<BulkLine>): void {
    lines.value = lines.value.map((line) => (line.id === id ? { ...line, ...part } : line));
  }

  async function one({ id }: OrderRow, reason: string): Promise<void> {
    const { uid } =
      act.value === 'confirm'
        ? await perform('order.confirm', { order_id: id })
        : await perform('order.dismiss', { order_id: id, reason });
    const answer = await answerTo(uid, leaving.signal);
    if (answer?.kind === 'applied') tell(id, { state: 'done' });
    if (answer?.kind === 'refused') tell(id, { state: 'refused', why: answer.title });
  }

  return {
    ...{ lines, act },
    /** One after the other into the outbox, and on without waiting for the answers. */
    run: async (wanted: BulkAct, orders: readonly OrderRow[], reason: string): Promise<void> => {
      act.value = wanted;
      lines.value = orders.map((order) => ({
        ...{ id: order.id, number: shownNumber(order), site: order.site_name },
        ...{ state: 'waiting', why: '' },
      }));
      await Promise.all(orders.map((order) => one(order, reason)));
    },
    close: (): void => {
      lines.value = [];
    },
  };
}

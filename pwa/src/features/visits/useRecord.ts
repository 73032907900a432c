// A closed check and how far it and its slip have come.
import { computed } from 'vue';
import { useDelivery } from '@/local/delivery';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { orderOf } from './rules';
import { useCheck } from './useCheck';
import { useShown } from './useShown';

export function useRecord(visit_id: string) {
  const check = useCheck(visit_id);
  const shown = useShown(check.photos);
  const orders = useRows('order');
  const { user } = useSession();
  const order = computed(() => orderOf(orders.value, visit_id));
  const state = useDelivery('visit', visit_id);
  const orderState = useDelivery('order', () => order.value?.id ?? '');

  const units = computed(() => user.value?.grant_units['order.propose'] ?? []);
  /** Closed, but the slip was not written: the app was ended between the two. */
  const owesSlip = computed(() => {
    const row = check.visit.value;
    return (
      row?.state === 'closed' &&
      row.level === 'hq' &&
      !order.value &&
      units.value.includes(row.unit_id)
    );
  });
  return { check, shown, order, state, orderState, owesSlip };
}

// One order with all that belongs to it, what this person may do with it, and the verbs.
import { computed, type MaybeRefOrGetter, shallowRef, toValue } from 'vue';
import { useDelivery } from '@/local/delivery';
import { perform } from '@/local/perform';
import { useRow, useRows } from '@/local/rows';
import { useNow } from '@/ui/useNow';
import {
  awaitsUnit,
  dueOf,
  lastDayOf,
  may,
  nextState,
  type OrderAction,
  reviewBlock,
} from './rules';
import { storyOf } from './timeline';
import { usePerson } from './usePerson';
import { usePictures } from './usePictures';

/** Slots of the inspected side's signature, or of the photo that proves its refusal (拒签). */
const SIGNED = ['signature', 'witness'];

function useOrderRows(id: () => string) {
  const order = useRow('order', id);
  const found = useRows('matter', id);
  const visitPhotos = useRows('photo', () => order.value?.visit_id ?? '');
  const orderPhotos = useRows('photo', id);
  const photos = computed(() => [...visitPhotos.value, ...orderPhotos.value]);
  const matters = computed(() => [...found.value].sort((a, b) => a.position - b.position));
  const signature = computed(() => visitPhotos.value.find(({ slot }) => SIGNED.includes(slot)));
  const feedbacks = useRows('feedback', id);
  return { order, matters, photos, signature, feedbacks, reviews: useRows('review', id) };
}

export function useOrder(source: MaybeRefOrGetter<string>) {
  const id = (): string => toValue(source);
  const { order, matters, photos, signature, feedbacks, reviews } = useOrderRows(id);
  const person = usePerson();
  const now = useNow();
  const extra = shallowRef<() => readonly string[]>(() => []);
  const pictureIds = computed(() => [
    ...extra.value(),
    ...matters.value.flatMap(({ photo_ids, after_photo_ids }) => [
      ...photo_ids,
      ...after_photo_ids,
    ]),
    ...feedbacks.value.map(({ signature_photo_id }) => signature_photo_id),
    ...(signature.value ? [signature.value.id] : []),
  ]);

  const allows = (action: OrderAction, grant: string): boolean => {
    const { value: known } = order;
    if (!known || !may(person.value, grant, known.unit_id)) return false;
    return nextState(known.state, action, known.colour) !== null;
  };

  return {
    ...{ order, matters, signature, feedbacks, reviews, now, person },
    ...usePictures(
      () => photos.value,
      () => pictureIds.value,
      () => allows('submit_feedback', 'order.respond'),
    ),
    /** Photos of a draft, which no row names yet. */
    track: (ids: () => readonly string[]) => {
      extra.value = ids;
    },
    delivery: useDelivery('order', source),
    due: computed(() => (order.value ? dueOf(order.value, now.value) : null)),
    lastDay: computed(() => (order.value?.deadline ? lastDayOf(order.value.deadline.end) : null)),
    story: computed(() =>
      order.value ? storyOf(order.value, feedbacks.value, reviews.value) : [],
    ),
    lastReview: computed(() => [...reviews.value].sort((a, b) => b.round - a.round)[0]),
    canAcknowledge: computed(() => allows('acknowledge', 'order.respond')),
    canFeedBack: computed(() => allows('submit_feedback', 'order.respond')),
    canWithdraw: computed(() => allows('withdraw', 'order.withdraw')),
    mayReview: computed(
      () =>
        order.value?.state === 'feedback' && may(person.value, 'order.review', order.value.unit_id),
    ),
    block: computed(() => (order.value ? reviewBlock(order.value, person.value) : null)),
    isOpen: computed(() => order.value !== undefined && awaitsUnit(order.value)),
    acknowledge: () => perform('order.acknowledge', { order_id: id() }),
    withdraw: (reason: string) => perform('order.withdraw', { order_id: id(), reason }),
  };
}

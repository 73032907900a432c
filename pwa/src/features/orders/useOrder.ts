// One order with all that belongs to it, what this person may do with it, and the verbs.
import { computed, type MaybeRefOrGetter, type Ref, shallowRef, toValue } from 'vue';
import type { FeedbackRow, OrderRow } from '@/api/rows';
import { uuidv7 } from '@/lib/ids';
import { useDelivery } from '@/local/delivery';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { rows, useRow, useRows } from '@/local/rows';
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
import { useOldOrder } from './useOldOrder';
import { usePerson } from './usePerson';
import { usePictures } from './usePictures';

/** Slots of the inspected side's signature, or of the photo that proves its refusal (拒签). */
const SIGNED = ['signature', 'witness'];

const photosOf = ({ signature_photo_id, meeting, stamped_photo_id, matters }: FeedbackRow) => [
  ...matters.flatMap(({ photo_ids }) => photo_ids),
  ...[signature_photo_id, meeting?.photo_id, stamped_photo_id].filter((id) => !!id).map(String),
];

function useOrderRows(id: () => string) {
  const own = useRow('order', id);
  const old = useOldOrder(id, () => own.value === undefined);
  const order = computed(() => own.value ?? old.value?.order);
  const found = useRows('matter', id);
  const visitPhotos = useRows('photo', () => order.value?.visit_id ?? '');
  const orderPhotos = useRows('photo', id);
  const photos = computed(() => old.value?.photos ?? [...visitPhotos.value, ...orderPhotos.value]);
  const matters = computed(() =>
    [...(old.value?.matters ?? found.value)].sort((a, b) => a.position - b.position),
  );
  const signature = computed(() =>
    photos.value.find(
      ({ slot, subject_kind }) => subject_kind === 'visit' && SIGNED.includes(slot),
    ),
  );
  const ownFeedbacks = useRows('feedback', id);
  const ownReviews = useRows('review', id);
  const feedbacks = computed(() => old.value?.feedbacks ?? ownFeedbacks.value);
  const reviews = computed(() => old.value?.reviews ?? ownReviews.value);
  const ownObjections = useRows('objection', id);
  const ownExtensions = useRows('extension', id);
  const ownComments = useRows('comment', id);
  const asked = {
    objections: computed(() => old.value?.objections ?? ownObjections.value),
    extensions: computed(() => old.value?.extensions ?? ownExtensions.value),
    comments: computed(() => old.value?.comments ?? ownComments.value),
  };
  return { order, matters, photos, signature, feedbacks, reviews, asked };
}

/** The order before an orange one, and the orange ones after an order (升橙). */
function useChain(order: Ref<OrderRow | undefined>) {
  const all = live<OrderRow[]>(() => rows('order'), []);
  return {
    before: computed(() => all.value.find(({ id }) => id === order.value?.predecessor_id)),
    after: computed(() =>
      all.value.filter(({ predecessor_id }) => predecessor_id === order.value?.id),
    ),
  };
}

export function useOrder(source: MaybeRefOrGetter<string>) {
  const id = (): string => toValue(source);
  const { order, matters, photos, signature, feedbacks, reviews, asked } = useOrderRows(id);
  const visit = useRow('visit', () => order.value?.visit_id ?? '');
  const seeds = useRows('draw_seed');
  const person = usePerson();
  const now = useNow();
  const chain = useChain(order);
  const extra = shallowRef<() => readonly string[]>(() => []);
  const pictureIds = computed(() => [
    ...extra.value(),
    ...matters.value.flatMap(({ photo_ids, after_photo_ids }) => [
      ...photo_ids,
      ...after_photo_ids,
    ]),
    ...feedbacks.value.flatMap(photosOf),
    ...asked.objections.value.flatMap(({ photo_ids }) => photo_ids),
    ...(signature.value ? [signature.value.id] : []),
  ]);

  const chainNow = computed(() => ({ before: chain.before.value, after: chain.after.value }));

  const allows = (action: OrderAction, grant: string): boolean => {
    const { value: known } = order;
    if (!known || !may(person.value, grant, known.unit_id)) return false;
    return nextState(known.state, action, known.colour) !== null;
  };

  return {
    ...{ order, matters, signature, feedbacks, reviews, now, person, ...chain, ...asked },
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
      order.value
        ? storyOf(order.value, feedbacks.value, reviews.value, chainNow.value, {
            ...{ objections: asked.objections.value, extensions: asked.extensions.value },
            comments: asked.comments.value,
          })
        : [],
    ),
    lastReview: computed(() => [...reviews.value].sort((a, b) => b.round - a.round)[0]),
    canAcknowledge: computed(() => allows('acknowledge', 'order.respond')),
    canFeedBack: computed(() => allows('submit_feedback', 'order.respond')),
    canConfirm: computed(() => allows('confirm', 'order.confirm')),
    canComment: computed(
      () => !!order.value?.delivered_at && may(person.value, 'order.comment', order.value.unit_id),
    ),
    comment: (text: string) =>
      perform('order.comment', { order_id: id(), comment_id: uuidv7(), text }),
    canWithdraw: computed(() => allows('withdraw', 'order.withdraw')),
    mayReview: computed(
      () =>
        order.value?.state === 'feedback' && may(person.value, 'order.review', order.value.unit_id),
    ),
    mayTrace: computed(
      () => !!order.value && may(person.value, 'notice.trace', order.value.unit_id),
    ),
    block: computed(() => (order.value ? reviewBlock(order.value, person.value) : null)),
    isOpen: computed(() => order.value !== undefined && awaitsUnit(order.value)),
    acknowledge: () => perform('order.acknowledge', { order_id: id() }),
    confirm: () => perform('order.confirm', { order_id: id() }),
    dismiss: (reason: string) => perform('order.dismiss', { order_id: id(), reason }),
    /** The month's secret, once it is published. */
    secret: computed(
      () =>
        seeds.value.find(({ period }) => period === order.value?.lookback?.period)?.revealed ??
        null,
    ),
    /** Its check was entered wrongly: somebody of the group says so, another decides (作废). */
    canAskVoid: computed(
      () =>
        allows('void', 'order.propose') && !visit.value?.void_asked_at && order.value !== undefined,
    ),
    askVoid: (reason: string) =>
      perform('visit.ask_void', { visit_id: order.value?.visit_id ?? '', reason }),
    withdraw: (reason: string) => perform('order.withdraw', { order_id: id(), reason }),
  };
}

// What is asked about an order: objection and more time, who may ask and answer, and the verbs.
import { computed } from 'vue';
import type { ExtensionRow, MatterRow, ObjectionRow, OrderRow } from '@/api/rows';
import { uuidv7 } from '@/lib/ids';
import { dropPhoto } from '@/local/capture';
import { perform } from '@/local/perform';
import { type ShotSource, useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';
import { useNow } from '@/ui/useNow';
import { daysToAsk, extensionBlock, mayGrant } from './extensions';
import { mayAnswerObjection, type Objection, objectionBlock } from './objections';
import { isSettled, may } from './rules';
import { usePerson } from './usePerson';

/** An order with what is asked about it. */
export type Asked = {
  order: OrderRow;
  matters: readonly MatterRow[];
  objections: readonly ObjectionRow[];
  extensions: readonly ExtensionRow[];
};
type Rows = {
  order(): OrderRow;
  objections(): Asked['objections'];
  extensions(): Asked['extensions'];
};

/** The slot of photos that come with an objection. */
const SLOT = 'objection';

export function useAsks({ order, objections, extensions }: Rows) {
  const person = usePerson();
  const now = useNow();
  const shooting = useShooting(pickPhoto);
  const holds = (grant: string): boolean => may(person.value, grant, order().unit_id);
  /** After its end an order answers nothing any more. */
  const isAsking = computed(() => !isSettled(order()));
  const hasLimit = computed(() => order().colour !== 'green' && !!order().delivered_at);

  return {
    openObjection: computed(() =>
      isAsking.value ? objections().find(({ state }) => state === 'open') : undefined,
    ),
    openExtension: computed(() =>
      isAsking.value ? extensions().find(({ state }) => state === 'open') : undefined,
    ),
    isUnit: computed(() => isAsking.value && hasLimit.value && holds('order.respond')),
    isHead: computed(() => holds('order.confirm')),
    isOwn: computed(() => !mayAnswerObjection(order(), person.value.id)),
    objectionBlock: computed(() => objectionBlock(order(), now.value)),
    extensionBlock: computed(() => extensionBlock(order(), now.value)),
    days: computed(() => daysToAsk(order())),
    canGrant: computed(() => mayGrant(order(), now.value)),
    shoot: (from: ShotSource) =>
      shooting.shoot({ subject_kind: 'order', subject_id: order().id, slot: SLOT }, from),
    ...{ isShooting: shooting.isBusy, dropPhoto },
    object: (objection: Objection) =>
      perform('order.object', { order_id: order().id, objection_id: uuidv7(), ...objection }),
    answerObjection: (objection_id: string, is_upheld: boolean, answer: string) =>
      perform('order.answer_objection', { order_id: order().id, objection_id, is_upheld, answer }),
    askExtension: (wanted_on: string, reason: string) =>
      perform('order.ask_extension', {
        ...{ order_id: order().id, extension_id: uuidv7(), wanted_on, reason },
      }),
    answerExtension: (is_granted: boolean, answer: string) =>
      perform('order.answer_extension', { order_id: order().id, is_granted, answer }),
  };
}

// Writing a rectification feedback: a draft kept at each change, photos, signature, and sending it.
import { computed, ref, watch } from 'vue';
import type { MatterRow } from '@/api/rows';
import { uuidv7 } from '@/lib/ids';
import { dropPhoto, lostIntent, settleIntent } from '@/local/capture';
import { forgetDraft, readDraft, saveDraft } from '@/local/drafts';
import { fixAndResend, useOutbox } from '@/local/outbox';
import { perform } from '@/local/perform';
import { type Drawing, type ShotSource, useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';
import { blankDraft, completed, type FeedbackDraft, lacks } from './feedback';
import type { OrderColour } from './rules';
import { usePerson } from './usePerson';

const keyOf = (order_id: string): string => `feedback.${order_id}`;

/** What the server refused is not lost: it is what the next try starts from. */
function useRefused(order_id: string) {
  const outbox = useOutbox();
  return computed(() =>
    outbox.value.problems.find(
      ({ name, args }) => name === 'order.submit_feedback' && args.order_id === order_id,
    ),
  );
}

const isDraft = (args: unknown): args is FeedbackDraft =>
  typeof args === 'object' && args !== null && 'feedback_id' in args && 'matters' in args;

/** What a feedback needs to know of its order. */
type Answered = { colour(): OrderColour; matters(): readonly MatterRow[] };

export function useFeedback(order_id: string, { colour, matters }: Answered) {
  const person = usePerson();
  const refused = useRefused(order_id);
  const shooting = useShooting(pickPhoto);
  const draft = ref<FeedbackDraft | null>(null);
  const isSending = ref(false);
  /** The system ended the page while its camera was open. */
  const isInterrupted = ref(false);

  async function start(): Promise<void> {
    const kept = await readDraft<FeedbackDraft>(keyOf(order_id));
    const lost = await lostIntent();
    isInterrupted.value = lost?.subject_id === order_id;
    if (isInterrupted.value) await settleIntent();
    const args = refused.value?.args;
    const from = kept ?? (isDraft(args) ? args : blankDraft(uuidv7(), person.value.name, colour()));
    draft.value = completed(from, matters());
  }
  // The matters are read a moment after the page has opened.
  watch(
    () => matters().length,
    (count) => count > 0 && draft.value === null && void start(),
    { immediate: true },
  );
  watch(draft, (now) => now && saveDraft(keyOf(order_id), now), { deep: true });

  const answerOf = (matter_id: string) =>
    draft.value?.matters.find((answer) => answer.matter_id === matter_id);
  const target = (slot: string) => ({ subject_kind: 'order', subject_id: order_id, slot }) as const;

  async function addPhoto(matter_id: string, from: ShotSource): Promise<void> {
    const photo_id = await shooting.shoot(target(matter_id), from);
    if (photo_id) answerOf(matter_id)?.photo_ids.push(photo_id);
  }

  async function removePhoto(matter_id: string, photo_id: string): Promise<void> {
    const answer = answerOf(matter_id);
    if (!answer) return;
    answer.photo_ids = answer.photo_ids.filter((id) => id !== photo_id);
    // Photos of a former round are evidence: they leave this answer, but not the order.
    const isFormer = matters().some(({ after_photo_ids }) => after_photo_ids.includes(photo_id));
    if (!isFormer) await dropPhoto(photo_id);
  }

  async function sign(drawing: Drawing): Promise<void> {
    const photo_id = await shooting.keepDrawing(target('signature'), drawing);
    if (photo_id && draft.value) draft.value.signature_photo_id = photo_id;
  }

  /** The meeting's photo, or the stamped copy. */
  async function shootFor(slot: 'meeting' | 'stamp', from: ShotSource): Promise<void> {
    const photo_id = await shooting.shoot(target(slot), from);
    if (!photo_id || !draft.value) return;
    if (slot === 'stamp') draft.value.stamped_photo_id = photo_id;
    else if (draft.value.meeting) draft.value.meeting.photo_id = photo_id;
  }

  function signAgain(): void {
    if (draft.value) draft.value.signature_photo_id = '';
  }

  async function submit(): Promise<void> {
    if (!draft.value || isSending.value) return;
    isSending.value = true;
    try {
      const args = { ...draft.value, order_id };
      if (refused.value) await fixAndResend(refused.value.uid, args);
      else await perform('order.submit_feedback', args);
      draft.value = null;
      await forgetDraft(keyOf(order_id));
    } finally {
      isSending.value = false;
    }
  }

  return {
    ...{
      draft,
      isSending,
      isInterrupted,
      refused,
      answerOf,
      addPhoto,
      removePhoto,
      shootFor,
      sign,
      signAgain,
      submit,
    },
    ...{ isBusy: shooting.isBusy, fault: shooting.fault, forgetFault: shooting.forgetFault },
    lacking: computed(() => (draft.value ? lacks(draft.value) : [])),
  };
}

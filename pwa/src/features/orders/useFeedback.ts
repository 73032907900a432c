// Writing a rectification feedback: a draft kept at each change, and sending it.
import { computed, ref, watch } from 'vue';
import type { CommandArgs } from '@/api/commands';
import type { MatterRow } from '@/api/rows';
import { uuidv7 } from '@/lib/ids';
import { lostIntent, settleIntent } from '@/local/capture';
import { forgetDraft, readDraft, saveDraft } from '@/local/drafts';
import { fixAndResend, useOutbox } from '@/local/outbox';
import { perform } from '@/local/perform';
import { rows } from '@/local/rows';
import {
  blankDraft,
  completed,
  type FeedbackDraft,
  lacks,
  sentPhotos,
  withStrays,
} from './feedback';
import type { OrderColour } from './rules';
import { useAfterPhotos } from './useAfterPhotos';
import { usePerson } from './usePerson';

const keyOf = (order_id: string): string => `feedback.${order_id}`;

const SENT_BY = ['order.submit_feedback', 'order.report_progress'];

/** What the server refused is not lost: it is what the next try starts from. */
function useRefused(order_id: string) {
  const outbox = useOutbox();
  return computed(() =>
    outbox.value.problems.find(
      ({ name, args }) => SENT_BY.includes(name) && args.order_id === order_id,
    ),
  );
}

const isDraft = (args: unknown): args is FeedbackDraft =>
  typeof args === 'object' && args !== null && 'feedback_id' in args && 'matters' in args;

/** What a feedback needs to know of its order. */
type Answered = { colour(): OrderColour; matters(): readonly MatterRow[] };

/** Where the page was ended while its camera was open; null: nowhere. */
async function interruption(order_id: string): Promise<string | null> {
  const lost = await lostIntent();
  if (lost?.subject_id !== order_id) return null;
  await settleIntent();
  return lost.slot;
}

export function useFeedback(order_id: string, { colour, matters }: Answered) {
  const person = usePerson();
  const refused = useRefused(order_id);
  const draft = ref<FeedbackDraft | null>(null);
  const isSending = ref(false);
  /** The slot whose camera was open when the system ended the page. */
  const interruptedAt = ref<string | null>(null);
  let sent: ReadonlySet<string> = new Set();
  const photos = useAfterPhotos(order_id, draft, (id) => sent.has(id));

  async function start(): Promise<void> {
    const kept = await readDraft<FeedbackDraft>(keyOf(order_id));
    interruptedAt.value = await interruption(order_id);
    const parent = { parent: order_id };
    const [shot, told] = await Promise.all([rows('photo', parent), rows('feedback', parent)]);
    sent = sentPhotos(told);
    const { id, name } = person.value;
    const args = refused.value?.args;
    const blank = blankDraft(uuidv7(), name, colour());
    const from = kept ?? (isDraft(args) ? { ...blank, ...args } : blank);
    draft.value = withStrays(completed(from, matters()), shot, sent, id);
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

  /** Refused before, it is mended and sent again as the same piece of work. */
  async function send<N extends 'order.submit_feedback' | 'order.report_progress'>(
    name: N,
    args: CommandArgs[N],
  ): Promise<void> {
    if (isSending.value) return;
    isSending.value = true;
    try {
      await photos.settleRemoval();
      if (refused.value?.name === name) await fixAndResend(refused.value.uid, { ...args });
      else await perform(name, args);
      draft.value = null;
      await forgetDraft(keyOf(order_id));
    } finally {
      isSending.value = false;
    }
  }

  async function submit(): Promise<void> {
    if (draft.value) await send('order.submit_feedback', { ...draft.value, order_id });
  }

  /** The written feedback of the three days; the final one follows. */
  async function reportProgress(): Promise<void> {
    if (!draft.value) return;
    const { feedback_id, signer_name, signature_photo_id, matters: told } = draft.value;
    const args = { order_id, feedback_id, signer_name, signature_photo_id, matters: told };
    await send('order.report_progress', args);
  }

  return {
    ...{ draft, isSending, interruptedAt, refused, answerOf, submit, reportProgress, photos },
    lacking: computed(() => (draft.value ? lacks(draft.value) : [])),
  };
}

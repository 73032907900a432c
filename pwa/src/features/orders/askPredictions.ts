// Orders: objections, extensions, comments and progress, as they show before the server has answered.
import type { CommandArgs } from '@/api/commands';
import type { Predictions, PredictionTx } from '@/local/model';
import { NoSuchRow, orderFor } from './orderFor';
import { lastDayOf } from './rules';

const UNANSWERED = { state: 'open', answer: '', answerer_name: null, answered_at: null } as const;

/** What was objected to on the spot goes with the order, and is open once that is delivered. */
export async function noteObjection(
  tx: PredictionTx,
  { order_id, objection, matters }: CommandArgs['order.issue'],
  told: { author_id: string; author_name: string; raised_at: string },
): Promise<void> {
  if (!objection) return;
  const { objection_id, item_codes, reason } = objection;
  const named = matters.filter(({ item_code }) => item_codes.includes(item_code));
  const matter_ids = named.map(({ matter_id }) => matter_id);
  await tx.put('objection', objection_id, {
    ...{ order_id, matter_ids, reason, photo_ids: [], ...UNANSWERED },
    ...{ ...told, state: 'noted' as const },
  });
}

const object: Predictions['order.object'] = async (tx, args, { at, user }) => {
  const { order_id, objection_id, matter_ids, reason, photo_ids } = args;
  for (const photo_id of photo_ids) await tx.needs('photo', photo_id);
  await orderFor(tx, order_id);
  await tx.patch('order', order_id, { objection_state: 'open' });
  await tx.put('objection', objection_id, {
    ...{ order_id, matter_ids, reason, photo_ids, raised_at: at, ...UNANSWERED },
    ...{ author_id: user.id, author_name: user.name },
  });
};

/** What becomes of an order that is struck out wholly comes from the server. */
const answerObjection: Predictions['order.answer_objection'] = async (tx, args, { at, user }) => {
  const { order_id, objection_id, is_upheld, answer } = args;
  const objection = await tx.get('objection', objection_id);
  if (!objection) throw new NoSuchRow(`objection/${objection_id}`);
  await orderFor(tx, order_id);
  const state = is_upheld ? 'upheld' : 'rejected';
  const told = { answer, answerer_name: user.name, answered_at: at };
  await tx.patch('objection', objection_id, { state, ...told });
  await tx.patch('order', order_id, { objection_state: state });
  for (const id of is_upheld ? objection.matter_ids : []) {
    await tx.patch('matter', id, { is_struck: true });
  }
};

const askExtension: Predictions['order.ask_extension'] = async (tx, args, { at, user }) => {
  const { order_id, extension_id, reason, wanted_on } = args;
  const { escalates_at } = await orderFor(tx, order_id);
  await tx.patch('order', order_id, { extension_state: 'open' });
  await tx.put('extension', extension_id, {
    ...{ order_id, reason, wanted_on, granted_on: null, asked_at: at, ...UNANSWERED },
    due_on: escalates_at ? lastDayOf(escalates_at) : wanted_on,
    ...{ author_id: user.id, author_name: user.name },
  });
};

/** The new day follows the calendar of days of rest, which the server knows. */
const answerExtension: Predictions['order.answer_extension'] = async (tx, args, { at, user }) => {
  const { order_id, is_granted, answer } = args;
  await orderFor(tx, order_id);
  const state = is_granted ? 'granted' : 'refused';
  await tx.patch('order', order_id, { extension_state: state });
  for (const { id } of await tx.list('extension', order_id)) {
    const told = { answer, answerer_name: user.name, answered_at: at };
    await tx.patch('extension', id, { state, ...told });
  }
};

const comment: Predictions['order.comment'] = async (tx, args, { at, user }) => {
  const { order_id, comment_id, text } = args;
  await orderFor(tx, order_id);
  await tx.put('comment', comment_id, {
    ...{ order_id, text, written_at: at, received_at: at },
    ...{ author_id: user.id, author_name: user.name },
  });
};

const reportProgress: Predictions['order.report_progress'] = async (tx, args, { at, user }) => {
  const { order_id, feedback_id, signer_name, signature_photo_id, matters } = args;
  const { round } = await orderFor(tx, order_id);
  await tx.needs('photo', signature_photo_id);
  for (const { matter_id, cause, measures, outcome, photo_ids } of matters) {
    for (const photo_id of photo_ids) await tx.needs('photo', photo_id);
    const is_mended = photo_ids.length > 0;
    const told = { cause, measures, outcome, after_photo_ids: photo_ids, is_mended };
    await tx.patch('matter', matter_id, told);
  }
  await tx.patch('order', order_id, { progressed_at: at, author_id: user.id });
  await tx.put('feedback', feedback_id, {
    ...{ order_id, round, author_id: user.id, author_name: user.name, submitted_at: at },
    ...{ signer_name, signature_photo_id, meeting: null, plan: '', stamped_photo_id: null },
    matters,
    ...{ is_late: false, is_progress: true },
  });
};

export const askPredictions: Predictions = {
  'order.object': object,
  'order.answer_objection': answerObjection,
  'order.ask_extension': askExtension,
  'order.answer_extension': answerExtension,
  'order.comment': comment,
  'order.report_progress': reportProgress,
};

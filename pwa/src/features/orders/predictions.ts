// Orders: how its commands show on this device before the server has answered.
import type { CommandArgs } from '@/api/commands';
import type { AnswerRow, MatterRow, OrderRow, PhotoRow, TemplateItem } from '@/api/rows';
import type { Predictions, PredictionTx } from '@/local/model';
import { askPredictions, noteObjection } from './askPredictions';
import { NoSuchRow, orderFor } from './orderFor';
import { nextState, type OrderAction } from './rules';
import { verdictOf } from './verdicts';

type IssueArgs = CommandArgs['order.issue'];

const NOT_YET = {
  ...{ number: null, received_at: null, delivered_at: null, acknowledged_at: null },
  ...{ acknowledged_by: null, feedback_due_at: null, deadline: null, fed_back_at: null },
  ...{ author_id: null, reviewed_at: null, reviewer_name: null, closed_at: null },
  ...{ withdrawn_reason: null, cause: null, predecessor_id: null, escalates_at: null },
  ...{ voided_at: null, void_reason: null, lookback: null },
  ...{ objection_due_at: null, objection_state: null, extension_state: null, progressed_at: null },
} as const;

/** Whether the server takes it is for the server to say; what cannot be is not shown as done. */
function stateAfter(order: OrderRow, action: OrderAction): OrderRow['state'] {
  return (nextState(order.state, action, order.colour) ?? order.state) as OrderRow['state'];
}

/** What the visit said about the item, and what the checklist says it is. */
type Problem = {
  draft: IssueArgs['matters'][number];
  item: Partial<TemplateItem>;
  answer: AnswerRow | undefined;
  photos: readonly PhotoRow[];
};

/** The texts of the clauses (依据条款) come with the server's row. */
function matterOf({ draft, item, answer, photos }: Problem) {
  const { category = '', text = '', basis = [], severity = 'minor' } = item;
  const { item_code, requirement, rectify_days } = draft;
  const result: MatterRow['result'] = answer?.result === 'partial' ? 'partial' : 'fail';
  const its = photos.filter(({ slot }) => slot === item_code).map(({ id }) => id);
  return {
    ...{ item_code, category, text, basis, severity, requirement, rectify_days, result },
    ...{ finding: answer?.note ?? '', photo_ids: its, clauses: [], rectify_due_on: null },
    ...{ cause: '', measures: '', outcome: '', after_photo_ids: [] },
    ...{ is_struck: false, is_mended: false, verdict: null },
  };
}

async function putMatters(
  tx: PredictionTx,
  { visit_id, order_id, matters }: IssueArgs,
  { items, photos }: { items: readonly TemplateItem[]; photos: readonly PhotoRow[] },
): Promise<void> {
  for (const [index, draft] of matters.entries()) {
    const answer = await tx.get('answer', `${visit_id}.${draft.item_code}`);
    const item = items.find(({ code }) => code === draft.item_code) ?? {};
    const position = index + 1;
    const matter = matterOf({ draft, item, answer, photos });
    await tx.put('matter', draft.matter_id, { ...matter, order_id, position });
  }
}

const issue: Predictions['order.issue'] = async (tx, args, { at, user }) => {
  // Without its visit, closed, there is nothing to issue.
  await tx.needsAll('visit', args.visit_id);
  const visit = await tx.get('visit', args.visit_id);
  if (!visit) throw new NoSuchRow(`visit/${args.visit_id}`);
  const site = await tx.get('site', visit.site_id);
  const template = await tx.get('template', visit.template_id);
  const photos = await tx.list('photo', args.visit_id);
  const { site_id, site_name, unit_id, unit_name, level, form, template_name } = visit;
  const { score_tenths, signer_name, signer_post, is_refused } = visit;
  const { visit_id, colour, temporary_number, highlights, remark } = args;
  // Who may not issue proposes: the head of the group signs it (AMB-20).
  const maySign = user.grant_units['order.issue']?.includes(unit_id) ?? false;
  const [proposer_id, proposer_name] = maySign ? [null, null] : [user.id, user.name];
  await tx.put('order', args.order_id, {
    ...{ visit_id, colour, temporary_number, highlights, remark, proposer_id, proposer_name },
    state: maySign ? 'issued' : 'draft',
    ...{ site_id, site_name, unit_id, unit_name, branch_name: site?.branch_name ?? '' },
    ...{ level, form, template_name, score_tenths, signer_name, signer_post, is_refused },
    ...{ issuer_id: user.id, issuer_name: user.name, issued_at: at, round: 0 },
    ...NOT_YET,
    missing_photos: photos.filter(({ blob }) => blob !== 'present').length,
  });
  await putMatters(tx, args, { items: template?.items ?? [], photos });
  if (args.objection)
    await noteObjection(tx, args, {
      ...{ author_id: user.id, author_name: signer_name || unit_name, raised_at: at },
    });
};

const acknowledge: Predictions['order.acknowledge'] = async (tx, { order_id }, { at, user }) => {
  const order = await orderFor(tx, order_id);
  const state = stateAfter(order, 'acknowledge');
  const closed_at = state === 'closed' ? at : null;
  const told = { acknowledged_at: at, acknowledged_by: user.name };
  await tx.patch('order', order_id, { ...told, state, closed_at });
};

const submitFeedback: Predictions['order.submit_feedback'] = async (tx, args, { at, user }) => {
  const { order_id, feedback_id, signer_name, signature_photo_id, matters } = args;
  const { meeting = null, plan = '', stamped_photo_id = null } = args;
  await tx.needsAll('order', order_id);
  const order = await orderFor(tx, order_id);
  for (const { matter_id, photo_ids, cause, measures, outcome } of matters) {
    for (const photo_id of photo_ids) await tx.needs('photo', photo_id);
    const after_photo_ids = photo_ids;
    await tx.patch('matter', matter_id, {
      ...{ cause, measures, outcome, after_photo_ids, verdict: null },
    });
  }
  const own = [signature_photo_id, meeting?.photo_id, stamped_photo_id];
  for (const photo_id of own) if (photo_id) await tx.needs('photo', photo_id);
  const photos = await tx.list('photo', order_id);
  const round = order.round + 1;
  await tx.patch('order', order_id, {
    ...{ state: stateAfter(order, 'submit_feedback'), round, fed_back_at: at, author_id: user.id },
    escalates_at: null,
    missing_photos: photos.filter(({ blob }) => blob !== 'present').length,
  });
  await tx.put('feedback', feedback_id, {
    ...{ order_id, round, author_id: user.id, author_name: user.name, signer_name },
    ...{ signature_photo_id, submitted_at: at, matters },
    ...{ plan, stamped_photo_id, meeting, is_late: false, is_progress: false },
  });
};

const review: Predictions['order.review'] = async (tx, args, { at, user }) => {
  const { order_id, review_id, matters, note } = args;
  const order = await orderFor(tx, order_id);
  const verdict = verdictOf(matters.map((its) => its.verdict));
  const state = stateAfter(order, `review_${verdict}`);
  for (const its of matters) {
    await tx.patch('matter', its.matter_id, { verdict: its.verdict, is_mended: false });
  }
  await tx.patch('order', order_id, {
    ...{ state, closed_at: state === 'closed' ? at : null },
    ...{ reviewed_at: at, reviewer_name: user.name },
  });
  await tx.put('review', review_id, {
    ...{ order_id, round: order.round, verdict, note, reviewed_at: at },
    reasons: [...new Set(matters.flatMap((its) => its.reasons))],
    matters,
    ...{ reviewer_id: user.id, reviewer_name: user.name },
  });
};

const withdraw: Predictions['order.withdraw'] = async (tx, { order_id, reason }) => {
  await tx.needsAll('order', order_id);
  const order = await orderFor(tx, order_id);
  const state = stateAfter(order, 'withdraw');
  await tx.patch('order', order_id, { state, withdrawn_reason: reason });
};

/** Its number, and what becomes of the order before it, come from the server. */
const confirm: Predictions['order.confirm'] = async (tx, { order_id }, { at, user }) => {
  const order = await orderFor(tx, order_id);
  const signed = { issuer_id: user.id, issuer_name: user.name, issued_at: at };
  await tx.patch('order', order_id, { state: stateAfter(order, 'confirm'), ...signed });
};

const dismiss: Predictions['order.dismiss'] = async (tx, { order_id, reason }) => {
  const order = await orderFor(tx, order_id);
  const state = stateAfter(order, 'dismiss');
  await tx.patch('order', order_id, { state, withdrawn_reason: reason });
};

export const predictions: Predictions = {
  ...askPredictions,
  'order.confirm': confirm,
  'order.dismiss': dismiss,
  'order.issue': issue,
  'order.acknowledge': acknowledge,
  'order.submit_feedback': submitFeedback,
  'order.review': review,
  'order.withdraw': withdraw,
};

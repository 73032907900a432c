// Visits: how its commands show on the screen before the server has answered.
import type { VisitRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import type { Prediction, Predictions, PredictionTx } from '@/local/model';

const NOT_YET = {
  ...{ closed_at: null, completed_at: null, score_tenths: null, colour: null },
  ...{ signer_name: '', signer_post: '', is_refused: false, refusal_reason: '', signed_at: null },
  ...{ photo_ids: [], missing_photos: 0, void_reason: '', void_refusal: '', voided_at: null },
  ...{ void_asker_id: null, void_asker_name: null, void_asked_at: null, void_judge_name: null },
};

const start: Prediction<'visit.start'> = async (tx, args, { at, user }) => {
  const { visit_id, ...told } = args;
  const site = await tx.get('site', args.site_id);
  const template = await tx.get('template', args.template_id);
  await tx.put('visit', visit_id, {
    ...told,
    ...{ site_name: site?.name ?? '', unit_id: site?.unit_id ?? '' },
    ...{ unit_name: site?.unit_name ?? '', template_name: template?.name ?? '' },
    ...{ inspector_id: user.id, inspector_name: user.name },
    ...{ state: 'open', started_at: at, day: dayOf(at), ...NOT_YET },
  });
};

const answer: Prediction<'visit.answer'> = async (tx, args, { at }) => {
  await tx.needs('visit', args.visit_id);
  await tx.put('answer', `${args.visit_id}.${args.item_code}`, { ...args, answered_at: at });
};

const sign: Prediction<'visit.sign'> = async (tx, args, { at }) => {
  const { visit_id, photo_id, ...told } = args;
  await tx.needs('visit', visit_id);
  await tx.needs('photo', photo_id);
  await tx.patch('visit', visit_id, { ...told, signed_at: at });
};

/** A visit can't be closed on the server without everything that was written on it here. */
async function needsWhole(tx: PredictionTx, visit_id: string, photos: string[]): Promise<void> {
  await tx.needsAll('visit', visit_id);
  for (const { id } of await tx.list('answer', visit_id)) await tx.needsAll('answer', id);
  for (const id of photos) await tx.needsAll('photo', id);
}

/** Its task is left as it is: a check must not be refused because its task was handed over meanwhile. */
const close: Prediction<'visit.close'> = async (tx, args, { at }) => {
  const { visit_id, photo_ids, score_tenths, colour } = args;
  await needsWhole(tx, visit_id, photo_ids);
  const closed = { state: 'closed', closed_at: at, missing_photos: photo_ids.length } as const;
  await tx.patch('visit', visit_id, { ...closed, photo_ids, score_tenths, colour });
};

const discard: Prediction<'visit.discard'> = async (tx, { visit_id }) => {
  await tx.needs('visit', visit_id);
  await tx.patch('visit', visit_id, { state: 'discarded' });
};

/** Whoever of the group sees the order may ask; the check itself need not be here. */
async function patchKnown(tx: PredictionTx, id: string, changes: Partial<VisitRow>): Promise<void> {
  await tx.needsAll('visit', id);
  if (await tx.get('visit', id)) await tx.patch('visit', id, changes);
}

const askVoid: Prediction<'visit.ask_void'> = (tx, { visit_id, reason }, { at, user }) =>
  patchKnown(tx, visit_id, {
    ...{ void_asker_id: user.id, void_asker_name: user.name, void_asked_at: at },
    ...{ void_reason: reason, void_judge_name: null, void_refusal: '' },
  });

/** What becomes of its orders, quotas and history, the server tells. */
const voidVisit: Prediction<'visit.void'> = (tx, { visit_id }, { at, user }) =>
  patchKnown(tx, visit_id, { state: 'voided', voided_at: at, void_judge_name: user.name });

const refuseVoid: Prediction<'visit.refuse_void'> = (tx, { visit_id, reason }, { user }) =>
  patchKnown(tx, visit_id, {
    ...{ void_asked_at: null, void_judge_name: user.name, void_refusal: reason },
  });

export const predictions: Predictions = {
  'visit.start': start,
  'visit.answer': answer,
  'visit.sign': sign,
  'visit.close': close,
  'visit.discard': discard,
  'visit.ask_void': askVoid,
  'visit.void': voidVisit,
  'visit.refuse_void': refuseVoid,
};

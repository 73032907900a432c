// Organisation: how closing and reopening a site shows before the server has answered.
import { dayOf } from '@/lib/dates';
import type { Prediction, Predictions } from '@/local/model';

const close: Prediction<'site.close'> = (tx, { site_id }, { at }) =>
  tx.patch('site', site_id, { is_closed: true, closed_on: dayOf(at) });

const reopen: Prediction<'site.reopen'> = async (tx, { site_id }) => {
  await tx.needsAll('site', site_id);
  await tx.patch('site', site_id, { is_closed: false, closed_on: null });
};

const give: Prediction<'delegation.give'> = async (tx, args, { at, user }) => {
  const { delegation_id, ...told } = args;
  const unit = await tx.get('unit', args.unit_id);
  await tx.put('delegation', delegation_id, {
    ...told,
    ...{ user_name: '', unit_name: unit?.name ?? '', giver_name: user.name, given_at: at },
    ...{ revoked_at: null, revoker_name: null },
  });
};

const revoke: Prediction<'delegation.revoke'> = async (tx, { delegation_id }, { at, user }) => {
  await tx.needsAll('delegation', delegation_id);
  await tx.patch('delegation', delegation_id, { revoked_at: at, revoker_name: user.name });
};

export const predictions: Predictions = {
  'site.close': close,
  'site.reopen': reopen,
  'delegation.give': give,
  'delegation.revoke': revoke,
};

// Organisation: how closing and reopening a site shows before the server has answered.
import { dayOf } from '@/lib/dates';
import type { Prediction, Predictions } from '@/local/model';

const close: Prediction<'site.close'> = (tx, { site_id }, { at }) =>
  tx.patch('site', site_id, { is_closed: true, closed_on: dayOf(at) });

const reopen: Prediction<'site.reopen'> = async (tx, { site_id }) => {
  await tx.needsAll('site', site_id);
  await tx.patch('site', site_id, { is_closed: false, closed_on: null });
};

export const predictions: Predictions = { 'site.close': close, 'site.reopen': reopen };

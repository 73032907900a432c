// Planning: how its commands show on the screen before the server has answered.
import type { Prediction, Predictions } from '@/local/model';

const assign: Prediction<'task.assign'> = async (tx, args) => {
  const { task_id, ...told } = args;
  const site = await tx.get('site', args.site_id);
  await tx.put('task', task_id, {
    ...told,
    ...{ site_name: site?.name ?? '', unit_name: site?.unit_name ?? '' },
    ...{ state: 'open', visit_id: null, kind: 'check', order_id: null },
    ...{ order_number: '', item_codes: [] },
  });
};

/** Who gave a task to somebody else does not carry it, once the server has it. */
const cancel: Prediction<'task.cancel'> = async (tx, { task_id, reason }) => {
  await tx.needs('task', task_id);
  if (!(await tx.get('task', task_id))) return;
  await tx.patch('task', task_id, { state: 'cancelled', note: reason });
};

export const predictions: Predictions = { 'task.assign': assign, 'task.cancel': cancel };

// Planning: how its commands show on the screen before the server has answered.
import type { TaskRow } from '@/api/rows';
import type { Prediction, Predictions } from '@/local/model';

const NO_SWAP = { swap_to_id: null, swap_task_id: null };
const BLANK: Omit<
  TaskRow,
  'id' | 'site_id' | 'template_id' | 'level' | 'form' | 'assignee_id' | 'due_on'
> = {
  ...NO_SWAP,
  ...{ site_name: '', unit_id: '', unit_name: '', branch_name: '', assignee_name: '', note: '' },
  ...{ state: 'open', visit_id: null, kind: 'check', order_id: null, order_number: '' },
  ...{ item_codes: [], plan_id: null, schedule_id: null, campaign_id: null },
  ...{ acknowledged_at: null, handed_by_name: '', handed_reason: '' },
};

const assign: Prediction<'task.assign'> = async (tx, { task_id, ...told }) => {
  const site = await tx.get('site', told.site_id);
  const { name: site_name = '', unit_id = '', unit_name = '' } = site ?? {};
  await tx.put('task', task_id, { ...BLANK, ...told, site_name, unit_id, unit_name });
};

const cancel: Prediction<'task.cancel'> = async (tx, { task_id, reason }) => {
  await tx.needs('task', task_id);
  await tx.patch('task', task_id, { state: 'cancelled', note: reason });
};

const handOver: Prediction<'task.hand_over'> = async (tx, { task_ids, to_id }) => {
  for (const id of task_ids) {
    await tx.patch('task', id, { ...NO_SWAP, assignee_id: to_id, assignee_name: '' });
  }
};

const answerSwap: Prediction<'task.answer_swap'> = async (tx, { task_id }) =>
  tx.patch('task', task_id, NO_SWAP);

export const predictions: Predictions = {
  'task.assign': assign,
  'task.cancel': cancel,
  'task.hand_over': handOver,
  'task.acknowledge': (tx, { task_id }, { at }) =>
    tx.patch('task', task_id, { acknowledged_at: at }),
  'task.offer_swap': async (tx, { task_id, for_task_id }) => {
    const other = await tx.get('task', for_task_id);
    const swap_to_id = other?.assignee_id ?? null;
    await tx.patch('task', task_id, { swap_to_id, swap_task_id: for_task_id });
  },
  'task.answer_swap': answerSwap,
  'task.drop_swap': (tx, { task_id }) => tx.patch('task', task_id, NO_SWAP),
};

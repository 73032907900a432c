// Planning: how its commands show on the screen before the server has answered. What the office does is
// shown when the server says so.
import type { Predictions } from '@/local/model';

const NO_SWAP = { swap_to_id: null, swap_task_id: null };

export const predictions: Predictions = {
  'task.acknowledge': (tx, { task_id }, { at }) =>
    tx.patch('task', task_id, { acknowledged_at: at }),
  'task.offer_swap': async (tx, { task_id, for_task_id }) => {
    const other = await tx.get('task', for_task_id);
    const swap_to_id = other?.assignee_id ?? null;
    await tx.patch('task', task_id, { swap_to_id, swap_task_id: for_task_id });
  },
  'task.answer_swap': (tx, { task_id }) => tx.patch('task', task_id, NO_SWAP),
  'task.drop_swap': (tx, { task_id }) => tx.patch('task', task_id, NO_SWAP),
};

// Planning: how its commands show on the screen before the server has answered. What the office does is
// shown when the server says so.
import type { Predictions, PredictionTx } from '@/local/model';

const endSwap = (tx: PredictionTx, { task_id }: { task_id: string }): Promise<void> =>
  tx.patch('task', task_id, { swap_to_id: null, swap_task_id: null });

export const predictions: Predictions = {
  'task.acknowledge': (tx, { task_id }, { at }) =>
    tx.patch('task', task_id, { acknowledged_at: at }),
  'task.offer_swap': async (tx, { task_id, for_task_id }) =>
    tx.patch('task', task_id, {
      swap_to_id: (await tx.get('task', for_task_id))?.assignee_id ?? null,
      swap_task_id: for_task_id,
    }),
  'task.answer_swap': endSwap,
  'task.drop_swap': endSwap,
};

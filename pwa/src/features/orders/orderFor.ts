// Orders: the order that a command is about, as a prediction finds it on this device.
import type { OrderRow } from '@/api/rows';
import type { PredictionTx } from '@/local/model';

export class NoSuchRow extends Error {
  override readonly name = 'NoSuchRow';
}

export async function orderFor(tx: PredictionTx, order_id: string): Promise<OrderRow> {
  const order = await tx.get('order', order_id);
  if (!order) throw new NoSuchRow(`order/${order_id}`);
  return order;
}

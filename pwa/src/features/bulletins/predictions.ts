// Bulletins: how its commands show on this device before the server has answered.
import type { Predictions } from '@/local/model';

export const predictions: Predictions = {
  'bulletin.edit': (tx, { bulletin_id, remark }) => tx.patch('bulletin', bulletin_id, { remark }),
  'bulletin.acknowledge': (tx, { receipt_id }, { at, user }) =>
    tx.patch('bulletin_receipt', receipt_id, { acknowledged_at: at, acknowledged_by: user.name }),
};

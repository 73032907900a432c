// Notifications: a notice is read at once on this device.
import type { Predictions } from '@/local/model';

export const predictions: Predictions = {
  'notice.read': async (tx, { notice_ids }, { at }) => {
    for (const id of notice_ids) {
      const notice = await tx.get('notice', id);
      // The server may have taken it away meanwhile; there is nothing left to read then.
      if (notice && notice.read_at === null) await tx.patch('notice', id, { read_at: at });
    }
  },
};

// The camera in the page (连拍) for one item of a visit.
import { type Burst, useBurst as useShots } from '@/local/burst';
import { pickPhoto } from '@/ui/pickPhoto';

export const useBurst = (visit_id: string): Burst =>
  useShots(
    {
      targetOf: (slot) => ({ subject_kind: 'visit', subject_id: visit_id, slot }),
    },
    pickPhoto,
  );

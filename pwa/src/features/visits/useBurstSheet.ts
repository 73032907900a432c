// When the camera in the page opens and ends, and which camera is remembered.
import { computed, type Ref } from 'vue';
import { chooseCamera } from '@/ui/cameraChoice';
import type { PickFrom } from '@/ui/pickPhoto';
import type { useBurst } from './useBurst';
import type { ItemView } from './views';

export function useBurstSheet(
  burst: ReturnType<typeof useBurst>,
  views: Readonly<Ref<readonly ItemView[]>>,
  shoot: (view: ItemView, from: PickFrom) => Promise<void>,
) {
  const bursting = computed(() => views.value.find(({ item }) => item.code === burst.slot.value));

  return {
    bursting,
    openBurst: (view: ItemView): Promise<void> => {
      chooseCamera('page');
      return burst.open(view.item.code);
    },
    endBurst: burst.close,
    /** Straight from the tap: the system's camera opens in the place of ours. */
    toSystem: async (): Promise<void> => {
      const view = bursting.value;
      chooseCamera('system');
      burst.leave();
      if (view) await shoot(view, 'camera');
    },
  };
}

// Which camera an "after" photo opens, what it aims by, and the way from one to the other.
import { computed, onMounted, ref } from 'vue';
import type { MatterRow } from '@/api/rows';
import { usePhotoUrls } from '@/local/photoViews';
import { afterCameraChoice, chooseAfterCamera, findsCamera } from '@/ui/cameraChoice';
import type { useAfterPhotos } from './useAfterPhotos';

/** Page: the camera inside the page, with the ghost. Camera: the system's. */
export type Way = 'page' | 'camera' | 'gallery';
const CHOICE = { page: 'page', camera: 'system' } as const;

export function useAfterCamera(
  { burst, shoot }: ReturnType<typeof useAfterPhotos>,
  matters: () => readonly MatterRow[],
) {
  const hasCamera = ref(true);
  onMounted(async () => {
    hasCamera.value = await findsCamera();
  });
  const usual = computed<Way>(() =>
    hasCamera.value && afterCameraChoice.value === 'page' ? 'page' : 'camera',
  );
  const first = ({ photo_ids }: MatterRow): string[] => photo_ids.slice(0, 1);
  // Asked for when the page opens, so that they are here when the signal is not.
  const large = usePhotoUrls(() => matters().flatMap(first), 'display');
  const small = usePhotoUrls(() => matters().flatMap(first));
  const open = computed(() => matters().find(({ id }) => id === burst.slot.value));
  const ghost = computed(() => {
    const [id] = open.value?.photo_ids ?? [];
    return id ? { id, url: large.value.get(id) ?? small.value.get(id) ?? null } : null;
  });

  /** Straight from a tap, since the system's camera opens for nothing else. */
  async function take(slot: string, way: Way): Promise<void> {
    if (way === 'gallery') return shoot(slot, 'gallery');
    // Only a choice against what was offered is one to remember.
    if (way !== usual.value) chooseAfterCamera(CHOICE[way]);
    return way === 'page' ? burst.open(slot) : shoot(slot, 'camera');
  }

  async function toSystem(): Promise<void> {
    const slot = burst.slot.value;
    burst.leave();
    if (slot !== null) await take(slot, 'camera');
  }

  return { hasCamera, usual, open, ghost, take, toSystem };
}

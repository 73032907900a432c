// Whether this device still has room for photos; looked at when the page opens and after each photo.
import { onMounted, ref, watch } from 'vue';
import { keptPhotos } from '@/local/snapshot';
import { isShort, roomLeft } from '@/local/storage';

export function useStorageRoom() {
  /** Bytes left where they are few, else null. */
  const shortOf = ref<number | null>(null);
  async function look(): Promise<void> {
    const room = await roomLeft();
    shortOf.value = isShort(room) ? room.free : null;
  }
  onMounted(look);
  watch(keptPhotos(), look);
  return shortOf;
}

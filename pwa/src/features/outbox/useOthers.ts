// How much other users have left unsent on this device: the number only.
import { onMounted, ref } from 'vue';
import { unsentOfOthers } from '@/local/session';

export function useOthers() {
  const unsent = ref(0);
  onMounted(async () => {
    unsent.value = await unsentOfOthers();
  });
  return unsent;
}

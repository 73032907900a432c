// Giving up a check (作废): with a reason, so that nothing vanishes silently.
import { ref } from 'vue';
import { perform } from '@/local/perform';

export function useDiscarding(visit_id: string) {
  const isAsking = ref(false);
  const reason = ref('');
  async function discard(): Promise<void> {
    await perform('visit.discard', { visit_id, reason: reason.value.trim() });
    isAsking.value = false;
  }
  return { isAsking, reason, discard };
}

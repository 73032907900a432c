// The slip of an order as PDF: made by the server, handed to the person.
import { ref, shallowRef } from 'vue';
import { readPdf } from '@/api/files';
import { ApiProblem } from '@/api/problem';
import { isOnline } from '@/local/syncing';
import { handOver } from '@/ui/handOver';
import { useWideScreen } from '@/ui/useWideScreen';

export function useSlip(id: () => string) {
  const isWide = useWideScreen();
  const isMaking = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  async function open(): Promise<void> {
    isMaking.value = true;
    problem.value = null;
    try {
      const file = await readPdf(`/api/orders/${encodeURIComponent(id())}/slip`);
      await handOver(file, !isWide.value);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    } finally {
      isMaking.value = false;
    }
  }
  return { isOnline, isMaking, problem, open };
}

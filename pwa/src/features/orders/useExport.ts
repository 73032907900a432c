// The list as a file of Excel, made by the server; who takes it is noted there.
import { ref, shallowRef } from 'vue';
import { readFile } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import { dayOf } from '@/lib/dates';
import { download } from '@/ui/download';

export function useExport(query: () => URLSearchParams | null) {
  const isBusy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  async function take(): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    try {
      const file = await readFile(`/api/reports/orders.xlsx?${query() ?? ''}`);
      download(file, `督查单-${dayOf(Date.now()).replaceAll('-', '')}.xlsx`);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    } finally {
      isBusy.value = false;
    }
  }

  return {
    ...{ isBusy, problem, take },
    close: (): void => {
      problem.value = null;
    },
  };
}

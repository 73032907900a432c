// The list as a file of Excel, made by the server; who takes it is noted there.
import { ref, shallowRef } from 'vue';
import { readFile } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import { dayOf } from '@/lib/dates';
import { download } from '@/ui/download';

export function useExport(query: () => URLSearchParams | null) {
  const isBusy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  async function take(): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    const file = await orProblem(() => readFile(`/api/reports/orders.xlsx?${query() ?? ''}`));
    isBusy.value = false;
    if (file instanceof ApiProblem) problem.value = file;
    else download(file, `督查单-${dayOf(Date.now()).replaceAll('-', '')}.xlsx`);
  }

  return {
    ...{ isBusy, problem, take },
    close: (): void => {
      problem.value = null;
    },
  };
}

// The board as a file of Excel, made by the server; who takes it is noted there.
import { ref, shallowRef } from 'vue';
import { readFile } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import { dayOf } from '@/lib/dates';
import { download } from '@/ui/download';

export function useExport(query: () => URLSearchParams) {
  const isBusy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  async function take(): Promise<void> {
    isBusy.value = true;
    const file = await orProblem(() => readFile(`/api/reports/quotas.xlsx?${query()}`));
    isBusy.value = false;
    problem.value = file instanceof ApiProblem ? file : null;
    if (!(file instanceof ApiProblem)) {
      download(file, `配额-${dayOf(Date.now()).replaceAll('-', '')}.xlsx`);
    }
  }
  return { isBusy, problem, take };
}

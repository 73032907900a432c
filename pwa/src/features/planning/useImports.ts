// Imports: the list of them, and a new file on its way to the server.
import { computed, ref, shallowRef } from 'vue';
import { putBytes } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { Rows } from '@/api/rows';
import type { components } from '@/api/schema';
import { uuidv7 } from '@/lib/ids';
import { live } from '@/local/live';
import { rows } from '@/local/rows';
import { isOnline } from '@/local/syncing';
import { type ListName, newestFirst } from './importRules';

type Answer = components['schemas']['ImportAnswer'];

export function useImports() {
  // Null until the first read: an empty list is not shown as "none yet" by mistake.
  const found = live<Rows['import'][] | null>(() => rows('import'), null);
  return {
    imports: computed(() => newestFirst(found.value ?? [])),
    isReady: computed(() => found.value !== null),
  };
}

export function useUpload() {
  const isBusy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  /** The import's id once the server has the whole file; null where it does not take it. */
  async function upload(list: ListName, file: File): Promise<string | null> {
    isBusy.value = true;
    problem.value = null;
    const query = new URLSearchParams({ list, name: file.name });
    const path = `/api/imports/${uuidv7()}/file?${query}`;
    const answer = await orProblem(() => putBytes<Answer>(path, file));
    isBusy.value = false;
    if (answer instanceof ApiProblem) problem.value = answer;
    return answer instanceof ApiProblem ? null : answer.id;
  }
  return { isBusy, problem, upload, isOnline };
}

// What only the server knows: read when it is asked for, again when it changes, with what went wrong.
import { type Ref, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { ApiProblem } from '@/api/problem';

export interface Online<T> {
  readonly value: Readonly<Ref<T | null>>;
  readonly problem: Readonly<Ref<ApiProblem | null>>;
  readonly isLoading: Readonly<Ref<boolean>>;
  readonly again: () => Promise<void>;
}

/** An empty path asks nothing. What is answered after another question was put is dropped. */
export function useOnline<T>(path: () => string): Online<T> {
  const value = shallowRef<T | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const isLoading = ref(false);
  async function take(asked: string): Promise<void> {
    const found = await readFrom<T>(asked);
    if (asked === path()) value.value = found;
  }

  function fail(asked: string, error: unknown): void {
    if (!(error instanceof ApiProblem)) throw error;
    if (asked === path()) problem.value = error;
  }

  async function again(): Promise<void> {
    const asked = path();
    problem.value = null;
    isLoading.value = asked !== '';
    if (!asked) value.value = null;
    else await take(asked).catch((error: unknown) => fail(asked, error));
    if (asked === path()) isLoading.value = false;
  }
  watch(path, again, { immediate: true });
  return { value, problem, isLoading, again };
}

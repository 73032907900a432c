// What is read and written online only: loading, a problem, and commands whose answer is waited for.
import { onMounted, onScopeDispose, ref, shallowRef } from 'vue';
import { readFrom } from '@/api/client';
import type { CommandArgs, CommandName } from '@/api/commands';
import { ApiProblem } from '@/api/problem';
import { answerTo } from '@/local/answers';
import { perform } from '@/local/perform';

export function useOnline<T>(path: () => string) {
  const found = shallowRef<T | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const refusal = ref('');
  const isBusy = ref(false);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  /** Anything that asks the server; null where it refused or was not there. */
  async function attempt<R>(work: () => Promise<R>): Promise<R | null> {
    isBusy.value = true;
    problem.value = null;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    } finally {
      isBusy.value = false;
    }
  }

  async function load(): Promise<void> {
    const answer = await attempt(() => readFrom<T>(path()));
    if (answer) found.value = answer;
  }

  /** Kept and sent like any command; what was read is read anew when the server has answered. */
  async function act<N extends CommandName>(name: N, args: CommandArgs[N]): Promise<void> {
    refusal.value = '';
    const { uid } = await perform(name, args);
    const answer = await answerTo(uid, leaving.signal);
    if (answer?.kind === 'refused') refusal.value = answer.title;
    if (answer) await load();
  }

  onMounted(load);
  return { found, problem, refusal, isBusy, load, attempt, act };
}

// Waits for the server's word: who may, and whether it is in time, is the server's to say.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { answerTo, type CommandAnswer } from '@/local/answers';

type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

export function useSending() {
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  /** Whether it was applied; false too where the page was left before the answer. */
  async function send(work: () => Promise<{ uid: string }>): Promise<boolean> {
    isBusy.value = true;
    refusal.value = null;
    const { uid } = await work();
    const answer = await answerTo(uid, leaving.signal);
    isBusy.value = false;
    if (answer?.kind === 'refused') refusal.value = answer;
    return answer?.kind === 'applied';
  }
  return { isBusy, refusal, send };
}

// A command about a draw, and the server's word on it: nothing of a draw is shown before that.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { answerTo, type CommandAnswer } from '@/local/answers';

type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

export function useDrawSending() {
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  /** Whether it was applied. */
  async function send(work: () => Promise<{ uid: string }>): Promise<boolean> {
    isBusy.value = true;
    refusal.value = null;
    const answer = await answerTo((await work()).uid, leaving.signal);
    isBusy.value = false;
    if (answer?.kind === 'refused') refusal.value = answer;
    return answer?.kind === 'applied';
  }
  return { isBusy, refusal, send };
}

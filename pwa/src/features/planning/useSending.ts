// Sending: a command whose answer is waited for, so that a refusal is shown where it was asked.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { answerTo, type CommandAnswer } from '@/local/answers';

export type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

export function useSending() {
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());
  /** Whether the server has taken it. */
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

// One import: how far it is, what it would change, and what may be done with it.
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { answerTo, type CommandAnswer } from '@/local/answers';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { type Choice, confirmBlock, isRunning, needsReason } from './importRules';

type Details = components['schemas']['ImportDetails'];
type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

export function useImport(id: () => string) {
  const all = useRows('import');
  const row = computed(() => all.value.find((its) => its.id === id()));
  const details = shallowRef<Details | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const choice = reactive<Choice>({ mode: 'replace', acceptsBad: false, reason: '' });
  const { isBusy, refusal, send } = useSending();

  async function load(): Promise<void> {
    problem.value = null;
    const found = await orProblem(() => readFrom<Details>(`/api/imports/${id()}`));
    if (found instanceof ApiProblem) problem.value = found;
    else details.value = found;
  }
  // What it changes is known once it is checked, and anew with each state after that.
  watch([id, () => row.value?.state], ([, state]) => state && !isRunning(state) && load(), {
    immediate: true,
  });

  const lines = computed(() => details.value?.lines ?? []);
  const bad = computed(() => row.value?.bad ?? 0);
  const args = () => ({ import_id: id() });
  return {
    ...{ row, details, problem, choice, lines, isBusy, refusal, load },
    needsReason: computed(() => needsReason(bad.value, lines.value, choice)),
    block: computed(() => (row.value ? confirmBlock(row.value, lines.value, choice) : 'nothing')),
    confirm: () =>
      send(() =>
        perform('import.confirm', {
          ...args(),
          ...{ mode: choice.mode, accepts_bad: choice.acceptsBad, reason: choice.reason.trim() },
        }),
      ),
    cancel: () => send(() => perform('import.cancel', args())),
    checkAgain: () => send(() => perform('import.check_again', args())),
    undo: (reason: string) => send(() => perform('import.undo', { ...args(), reason })),
  };
}

/** Waits for the server's word: an import counts when it says so, not before. */
function useSending() {
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());
  async function send(work: () => Promise<{ uid: string }>): Promise<void> {
    isBusy.value = true;
    refusal.value = null;
    const answer = await answerTo((await work()).uid, leaving.signal);
    isBusy.value = false;
    if (answer?.kind === 'refused') refusal.value = answer;
  }
  return { isBusy, refusal, send };
}

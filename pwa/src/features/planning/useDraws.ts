// Draws of the units that one sees: searched and paged by the server, since phones carry none.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useSession } from '@/local/session';
import type { DrawSummary } from './draws';

type DrawPage = components['schemas']['DrawPage'];
const TYPING_MS = 300;

export function useDraws() {
  const { user } = useSession();
  const text = ref('');
  const state = ref<'' | DrawSummary['state']>('');
  const draws = shallowRef<readonly DrawSummary[]>([]);
  const people = shallowRef<DrawPage['people']>([]);
  const next = ref<string | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const isReady = ref(false);
  /** Of two answers on their way the one that was asked for last counts. */
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(before: string): Promise<void> {
    asked += 1;
    const turn = asked;
    const query = new URLSearchParams({ text: text.value, state: state.value, before });
    const page = await orProblem(() => readFrom<DrawPage>(`/api/draws?${query}`));
    if (turn !== asked) return;
    isReady.value = true;
    problem.value = page instanceof ApiProblem ? page : null;
    if (page instanceof ApiProblem) return;
    draws.value = before ? [...draws.value, ...page.draws] : page.draws;
    [next.value, people.value] = [page.next, page.people];
  }

  watch([text, state], () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(''), TYPING_MS);
  });
  onScopeDispose(() => clearTimeout(timer));
  void ask('');

  return {
    ...{ text, state, draws, people, next, problem, isReady },
    mayMake: computed(() => user.value?.grants.includes('draw.make') ?? false),
    more: (): Promise<void> => ask(next.value ?? ''),
    again: (): Promise<void> => ask(''),
  };
}

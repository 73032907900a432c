// Suspicions (疑点): the list page by page, and a person's judgement of each.
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import { answerTo, type CommandAnswer } from '@/local/answers';
import { perform } from '@/local/perform';
import { useSession } from '@/local/session';
import { type Flag, type FlagPage, type FlagState, NO_FILTER, queryOf } from './flags';

type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;
type Choices = Pick<FlagPage, 'counts' | 'people' | 'units'>;

function usePages() {
  const filter = reactive({ ...NO_FILTER });
  const flags = shallowRef<readonly Flag[]>([]);
  const choices = shallowRef<Choices>({ counts: {}, people: [], units: [] });
  const next = ref<string | null>(null);
  const isLoaded = ref(false);
  const isLoading = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  /** Of two answers on their way the one that was asked for last counts. */
  let asked = 0;

  async function load(before: string | null = null): Promise<void> {
    asked += 1;
    const turn = asked;
    isLoading.value = true;
    const query = queryOf(filter, before, Date.now());
    const page = await orProblem(() => readFrom<FlagPage>(`/api/photo-flags?${query}`));
    if (turn !== asked) return;
    isLoading.value = false;
    isLoaded.value = true;
    problem.value = page instanceof ApiProblem ? page : null;
    if (page instanceof ApiProblem) return;
    flags.value = before ? [...flags.value, ...page.flags] : page.flags;
    next.value = page.next;
    choices.value = page;
  }
  watch(filter, () => load(), { immediate: true });

  function drop({ id, kind }: Flag): void {
    flags.value = flags.value.filter((flag) => flag.id !== id);
    const { counts } = choices.value;
    choices.value = { ...choices.value, counts: { ...counts, [kind]: (counts[kind] ?? 1) - 1 } };
  }

  return {
    ...{ filter, flags, choices, next, isLoaded, isLoading, problem, load, drop },
    more: (): Promise<void> => load(next.value),
  };
}

export function useFlags() {
  const pages = usePages();
  const { user } = useSession();
  const refusal = shallowRef<Refusal | null>(null);
  /** What was judged last, for the line that offers to take it back. */
  const judged = shallowRef<{ flag: Flag; state: FlagState } | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  async function follow(uid: string): Promise<void> {
    const answer = await answerTo(uid, leaving.signal);
    if (answer?.kind !== 'refused') return;
    refusal.value = answer;
    judged.value = null;
    await pages.load();
  }

  /** Gone from the list at once; it comes back where the server refuses. */
  async function judge(flag: Flag, state: FlagState, note: string): Promise<void> {
    refusal.value = null;
    pages.drop(flag);
    judged.value = { flag, state };
    const told = { flag_id: flag.id, state, note, seen: flag.state };
    const { uid } = await perform('photo.judge_flag', told);
    await follow(uid);
  }

  async function undo(): Promise<void> {
    const last = judged.value;
    judged.value = null;
    if (!last) return;
    const { id, state, note } = last.flag;
    const told = { flag_id: id, state, note, seen: last.state };
    const { uid } = await perform('photo.judge_flag', told);
    await follow(uid);
    await pages.load();
  }

  return {
    ...{ ...pages, refusal, judged, judge, undo },
    isFiltered: computed(() => {
      const { kind, unit, person, period } = pages.filter;
      return kind !== 'all' || unit !== '' || person !== '' || period !== 'all';
    }),
    clearFilter: (): void => {
      Object.assign(pages.filter, { ...NO_FILTER, state: pages.filter.state });
    },
    isMine: ({ owner_id }: Flag): boolean => owner_id === user.value?.id,
  };
}

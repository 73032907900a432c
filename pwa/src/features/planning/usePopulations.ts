// Populations: the table of a year, and a number that is typed into it.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { dayOf } from '@/lib/dates';
import { answerTo, type CommandAnswer } from '@/local/answers';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { useNow } from '@/ui/useNow';
import { byCell, isTyped, type Kind, monthsOf, unitsFor, yearsUpTo } from './populationRules';

type Answer = components['schemas']['PopulationList'];
type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;
export type Typed = { unit_id: string; period: string; size: number; reason: string };

export function usePopulations() {
  const now = useNow();
  const today = computed(() => dayOf(now.value));
  const year = ref(today.value.slice(0, 4));
  const kind = ref<Kind>('services');
  const allUnits = useRows('unit');
  const found = shallowRef<Answer['populations'] | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);

  async function load(): Promise<void> {
    problem.value = null;
    const path = `/api/populations?first=${year.value}-01&last=${year.value}-12`;
    const answer = await orProblem(() => readFrom<Answer>(path));
    if (answer instanceof ApiProblem) problem.value = answer;
    else found.value = answer.populations;
  }
  watch(year, load, { immediate: true });

  const typing = useTyping(kind, load);
  return {
    ...{ today, year, kind, problem, load, ...typing },
    years: computed(() => yearsUpTo(today.value)),
    months: computed(() => monthsOf(year.value)),
    units: computed(() => unitsFor(allUnits.value, kind.value, found.value ?? [])),
    cells: computed(() => byCell(found.value ?? [], kind.value)),
    isReady: computed(() => found.value !== null),
  };
}

function useTyping(kind: { value: Kind }, load: () => Promise<void>) {
  const isBusy = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  /** Whether the server has taken it. */
  async function save(typed: Typed): Promise<boolean> {
    if (!isTyped(kind.value)) return false;
    isBusy.value = true;
    refusal.value = null;
    const { uid } = await perform('population.set', { ...typed, kind: kind.value });
    const answer = await answerTo(uid, leaving.signal);
    if (answer?.kind === 'refused') refusal.value = answer;
    else await load();
    isBusy.value = false;
    return answer?.kind === 'applied';
  }
  return { isBusy, refusal, save };
}

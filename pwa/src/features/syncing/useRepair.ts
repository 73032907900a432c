// Repairs: what the server could not run or did not take, and an operator's decisions.
import { onMounted, ref, shallowRef } from 'vue';
import { readFrom, sendTo } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import type { Kept, Parked, Stray } from './rules';

type Answer = { status: string; code?: string | null; title?: string | null };
type Decision =
  | { action: 'retry'; args?: Record<string, unknown> }
  | { action: 'reject'; reason: string };
/** What was settled last, for the line that says so. */
export type Settled = { kind: 'applied' | 'rejected' | 'returned'; title: string };

const kindOf = ({ action }: Decision, { status }: Answer): Settled['kind'] => {
  if (action === 'reject') return 'returned';
  return status === 'applied' ? 'applied' : 'rejected';
};

async function orProblem<T>(work: () => Promise<T>): Promise<T | ApiProblem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
}

export function useRepair() {
  const parked = shallowRef<readonly Parked[]>([]);
  const strays = shallowRef<readonly Stray[]>([]);
  const isLoaded = ref(false);
  const loadProblem = shallowRef<ApiProblem | null>(null);
  /** uid of the one being settled. */
  const busy = ref<string | null>(null);
  /** By uid, so that each card shows its own. */
  const problems = ref<ReadonlyMap<string, ApiProblem>>(new Map());
  const settled = shallowRef<Settled | null>(null);

  async function load(): Promise<void> {
    const found = await orProblem(() =>
      readFrom<{ parked: Parked[]; strays: Stray[] }>('/api/sync/parked'),
    );
    isLoaded.value = true;
    loadProblem.value = found instanceof ApiProblem ? found : null;
    if (found instanceof ApiProblem) return;
    parked.value = found.parked;
    strays.value = found.strays;
  }

  function note(uid: string, problem: ApiProblem | null): void {
    const next = new Map(problems.value);
    if (problem) next.set(uid, problem);
    else next.delete(uid);
    problems.value = next;
  }

  /** Whether it is settled; where it is not, the card keeps all that was typed and says why. */
  async function settle({ uid, client_id, seq }: Kept, decision: Decision): Promise<boolean> {
    busy.value = uid;
    settled.value = null;
    const answer = await orProblem(() =>
      sendTo<Answer>('/api/sync/parked/settle', { client_id, seq, ...decision }),
    );
    busy.value = null;
    note(uid, answer instanceof ApiProblem ? answer : null);
    if (answer instanceof ApiProblem) return false;
    settled.value = { kind: kindOf(decision, answer), title: answer.title ?? answer.code ?? '' };
    await load();
    return true;
  }

  onMounted(load);
  return {
    ...{ parked, strays, isLoaded, loadProblem, busy, problems, settled, load },
    retry: (kept: Kept, args?: Record<string, unknown>) =>
      settle(kept, { action: 'retry', ...(args && { args }) }),
    reject: (kept: Kept, reason: string) => settle(kept, { action: 'reject', reason }),
  };
}

// One draw: its steps, its picks page by page, its proof, and what becomes of each pick.
import { ref, shallowRef, watch } from 'vue';
import { readFile, readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem, asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { perform } from '@/local/perform';
import { useFile } from '@/ui/useFile';
import type { DrawDetail, Pick, Proof } from './draws';
import { useDrawSending } from './useDrawSending';

type PickPage = components['schemas']['PickPage'];
type Reason = NonNullable<Pick['reason']>;
type Assignment = components['schemas']['AssignDraw'];

/** What a draw has drawn, as far as it was asked for. */
function usePicks(path: () => string) {
  const picks = shallowRef<readonly Pick[]>([]);
  const next = ref<number | null>(null);
  const count = ref(0);

  async function load(offset: number): Promise<void> {
    const page = await orProblem(() => readFrom<PickPage>(`${path()}/picks?offset=${offset}`));
    if (page instanceof ApiProblem) return;
    picks.value = [...picks.value.slice(0, offset), ...page.picks];
    [next.value, count.value] = [page.next, page.count];
  }
  return { picks, next, count, load };
}

/** Everything computed again by the server; it may take a while. */
function useProof(path: () => string) {
  const proof = shallowRef<Proof | null>(null);
  const isProving = ref(false);
  const failure = shallowRef<ApiProblem | null>(null);

  async function prove(): Promise<void> {
    isProving.value = true;
    const found = await orProblem(() => readFrom<Proof>(`${path()}/proof`));
    isProving.value = false;
    failure.value = found instanceof ApiProblem ? found : null;
    proof.value = found instanceof ApiProblem ? null : found;
  }
  return { proof, isProving, failure, prove };
}

export function useDraw(id: () => string) {
  const path = (): string => `/api/draws/${encodeURIComponent(id())}`;
  const draw = shallowRef<DrawDetail | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const { picks, next, count, load } = usePicks(path);
  const { isBusy, refusal, send } = useDrawSending();
  const proving = useProof(path);
  const excel = useFile(async () => {
    const name = `${draw.value?.title ?? ''}.xlsx`;
    const file = await readFile(`/api/reports/draws/${encodeURIComponent(id())}.xlsx`);
    return new File([file], name, { type: file.type });
  }, asProblem);

  async function read(): Promise<void> {
    const found = await orProblem(() => readFrom<DrawDetail>(path()));
    problem.value = found instanceof ApiProblem ? found : null;
    draw.value = found instanceof ApiProblem ? null : found;
    if (draw.value?.drawn_at) await load(0);
  }
  watch(id, read, { immediate: true });

  async function act(work: () => Promise<{ uid: string }>): Promise<void> {
    if (await send(work)) {
      proving.proof.value = null;
      await read();
    }
  }
  const of = ({ stratum, position }: Pick) => ({ draw_id: id(), stratum, position });

  return {
    ...{ draw, problem, picks, next, count, isBusy, refusal, excel, read, ...proving },
    more: (): Promise<void> => load(next.value ?? 0),
    freeze: () => act(() => perform('draw.freeze', { draw_id: id() })),
    make: () => act(() => perform('draw.make', { draw_id: id() })),
    check: (pick: Pick) => act(() => perform('draw.check', { ...of(pick), note: '' })),
    miss: (pick: Pick, note: string) => act(() => perform('draw.miss', { ...of(pick), note })),
    replace: (pick: Pick, reason: Reason, note: string) =>
      act(() => perform('draw.replace', { ...of(pick), reason, note })),
    assign: (asked: Omit<Assignment, 'draw_id'>) =>
      act(() => perform('draw.assign', { draw_id: id(), ...asked })),
  };
}

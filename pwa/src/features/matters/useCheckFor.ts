// A check that is made for a matter: where, by which list, by whom and until when; it covers the matter.
import { computed, ref, shallowRef, watch } from 'vue';
import { readFrom } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { type CheckDraft, checkSites, newestLists } from './forms';

type Proposal = { user_id: string; name: string };
const [LEVEL, FORM] = ['hq', 'key'] as const;

type Answer = { proposals: readonly Proposal[]; refusal: ApiProblem | null };

/** Only the server knows who could: without a network nobody is asked. */
async function readProposals(query: string): Promise<Answer> {
  try {
    const found = await readFrom<{ proposals: Proposal[] }>(`/api/tasks/candidates?${query}`);
    return { proposals: found.proposals, refusal: null };
  } catch (error) {
    if (error instanceof ApiProblem) return { proposals: [], refusal: error };
    throw error;
  }
}

export function useCheckFor(unit_ids: () => readonly string[], due: () => string) {
  const units = useRows('unit');
  const sites = useRows('site');
  const templates = useRows('template');
  const check = ref<CheckDraft>({
    ...{ site_id: '', template_id: '', assignee_id: '', due_on: due() },
  });
  const people = shallowRef<readonly Proposal[]>([]);
  const problem = shallowRef<ApiProblem | null>(null);

  const asked = (): string => {
    const { site_id, due_on } = check.value;
    return site_id && due_on
      ? String(new URLSearchParams({ site_id, level: LEVEL, form: FORM, due_on }))
      : '';
  };

  /** The one who is proposed, unless somebody who could was chosen. */
  function choose(found: readonly Proposal[]): void {
    people.value = found;
    const isKnown = found.some(({ user_id }) => user_id === check.value.assignee_id);
    if (!isKnown) check.value.assignee_id = found[0]?.user_id ?? '';
  }

  async function askWho(): Promise<void> {
    const query = asked();
    choose([]);
    if (!query) return;
    const { proposals, refusal } = await readProposals(query);
    problem.value = refusal;
    if (query === asked()) choose(proposals);
  }
  watch(() => [check.value.site_id, check.value.due_on], askWho);

  return {
    ...{ check, problem },
    sites: computed(() => checkSites(sites.value, units.value, unit_ids())),
    lists: computed(() => newestLists(templates.value, LEVEL)),
    people: computed(() => people.value.map(({ user_id, name }) => ({ id: user_id, name }))),
    assign: (matter_id: string) =>
      perform('task.assign', {
        ...{ task_id: uuidv7(), level: LEVEL, form: FORM, note: '', matter_id },
        ...check.value,
      }),
  };
}

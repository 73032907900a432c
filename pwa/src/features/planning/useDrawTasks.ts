// The checks of what a draw has drawn: whether one gives any, by which checklist, until when, and to whom.
import { computed } from 'vue';
import { addDays, dayOf } from '@/lib/dates';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useCandidates } from './useCandidates';

const DAYS = 14;

/** `site`: one that was drawn, or nothing where nobody is asked for yet; who fits it stands first. */
export function useDrawTasks(site: () => string) {
  const { user } = useSession();
  const templates = useRows('template');
  const has = (grant: string): boolean => user.value?.grants.includes(grant) ?? false;
  const level = computed(() => (has('visit.hq') ? 'hq' : 'company'));
  const due = addDays(dayOf(Date.now()), DAYS);
  const asked = () => ({ site_id: site(), level: level.value, form: 'spot', due_on: due });
  const { proposals, wordsOf } = useCandidates(asked);
  return {
    ...{ level, due },
    people: computed(() => proposals.value.map((its) => ({ id: its.user_id, name: wordsOf(its) }))),
    mayAssign: computed(() => has('task.assign')),
    offered: computed(() => templates.value.filter((its) => its.levels.includes(level.value))),
  };
}

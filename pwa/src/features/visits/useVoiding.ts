// Voiding a check that was entered wrongly (作废): who may ask, who decides, and the verbs.
import { computed, type Ref } from 'vue';
import type { VisitRow } from '@/api/rows';
import { perform } from '@/local/perform';
import { useSession } from '@/local/session';
import { isVoidAsked, mayAskVoid, mayJudgeVoid } from './rules';

export function useVoiding(visit: Readonly<Ref<VisitRow | undefined>>) {
  const { user } = useSession();
  const asks = (rule: typeof mayAskVoid) =>
    computed(() => !!visit.value && !!user.value && rule(visit.value, user.value));
  const visit_id = (): string => visit.value?.id ?? '';
  return {
    isAsked: computed(() => !!visit.value && isVoidAsked(visit.value)),
    mayAsk: asks(mayAskVoid),
    mayJudge: asks(mayJudgeVoid),
    ask: (reason: string) => perform('visit.ask_void', { visit_id: visit_id(), reason }),
    agree: () => perform('visit.void', { visit_id: visit_id() }),
    refuse: (reason: string) => perform('visit.refuse_void', { visit_id: visit_id(), reason }),
  };
}

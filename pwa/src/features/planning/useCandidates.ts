// Who could make a check, the best first, with the reasons: the server knows who has how much to do.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useOnline } from './useOnline';

export type Proposal = {
  user_id: string;
  name: string;
  open_tasks: number;
  reasons: ('least_load' | 'on_the_way' | 'loaded')[];
};
export type Asked = { site_id: string; level: string; form: string; due_on: string };

export function useCandidates(asked: () => Asked) {
  const { t } = useI18n();
  const online = useOnline<{ proposals: Proposal[] }>(() =>
    asked().site_id ? `/api/tasks/candidates?${new URLSearchParams(asked())}` : '',
  );
  return {
    ...{ problem: online.problem, isLoading: online.isLoading },
    proposals: computed(() => online.value.value?.proposals ?? []),
    /** 督查员01 · 3 项待办 · 顺路 · 最空闲 */
    wordsOf: ({ name, open_tasks, reasons }: Proposal): string =>
      [
        name,
        t('planning.desk.tasks.has', { n: open_tasks }),
        ...reasons.map((reason) => t(`planning.desk.tasks.reason.${reason}`)),
      ].join(' · '),
  };
}

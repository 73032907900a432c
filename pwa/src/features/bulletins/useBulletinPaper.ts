// A bulletin as PDF: made by the server, handed to the person.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { readPdf } from '@/api/files';
import { ApiProblem } from '@/api/problem';
import { isOnline } from '@/local/syncing';
import { useFile } from '@/ui/useFile';

export function useBulletinPaper(id: () => string) {
  const { t } = useI18n();
  const { isMaking, failure, open } = useFile(() =>
    readPdf(`/api/bulletins/${encodeURIComponent(id())}/file`),
  );
  const words = computed(() => ({
    label: t(isMaking.value ? 'bulletins.paper.making' : 'bulletins.paper.open'),
    note: t(isOnline.value ? 'bulletins.paper.detail' : 'bulletins.paper.offline'),
  }));
  const failed = computed(() => {
    if (failure.value === null) return null;
    const isTold = failure.value instanceof ApiProblem && failure.value.slug !== 'offline';
    const detail = isTold ? (failure.value as ApiProblem).title : t('bulletins.paper.offline');
    return { title: t('bulletins.paper.failed'), detail };
  });
  return { isMaking, isOnline, failed, words, open };
}

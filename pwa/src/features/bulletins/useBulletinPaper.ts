// A bulletin as PDF: made by the server, handed to the person.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { readPdf } from '@/api/files';
import { asProblem } from '@/api/problem';
import { isOnline } from '@/local/syncing';
import { useFile } from '@/ui/useFile';

export function useBulletinPaper(id: () => string) {
  const { t } = useI18n();
  const file = useFile(() => readPdf(`/api/bulletins/${encodeURIComponent(id())}/file`), asProblem);
  const words = computed(() => ({
    open: t('bulletins.paper.open'),
    making: t('bulletins.paper.making'),
    note: t(isOnline.value ? 'bulletins.paper.detail' : 'bulletins.paper.offline'),
    failed: t('bulletins.paper.failed'),
    offline: t('bulletins.paper.offline'),
  }));
  return { ...file, words, isReady: isOnline };
}

// The slip of an order as PDF: made by the server, handed to the person.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { readPdf } from '@/api/files';
import { asProblem } from '@/api/problem';
import { isOnline } from '@/local/syncing';
import { useFile } from '@/ui/useFile';

/** `isSent`: nothing of the order waits on this device. */
export function useSlip(id: () => string, isSent: () => boolean) {
  const { t } = useI18n();
  const file = useFile(() => readPdf(`/api/orders/${encodeURIComponent(id())}/slip`), asProblem);
  const note = (): string => {
    if (!isOnline.value) return t('orders.slip.offline');
    return isSent() ? t('orders.slip.detail') : t('orders.slip.unsent');
  };
  const words = computed(() => ({
    open: t('orders.slip.open'),
    making: t('orders.slip.making'),
    note: note(),
    failed: t('orders.slip.failed'),
    offline: t('orders.slip.offline'),
  }));
  return { ...file, words, isReady: computed(() => isOnline.value && isSent()) };
}

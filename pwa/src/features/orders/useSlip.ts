// The slip of an order as PDF: made by the server, handed to the person.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { readPdf } from '@/api/files';
import { ApiProblem } from '@/api/problem';
import { isOnline } from '@/local/syncing';
import { useFile } from '@/ui/useFile';

/** `isSent`: nothing of the order waits on this device. */
export function useSlip(id: () => string, isSent: () => boolean) {
  const { t } = useI18n();
  const { isMaking, failure, open } = useFile(() =>
    readPdf(`/api/orders/${encodeURIComponent(id())}/slip`),
  );
  const words = computed(() => ({
    label: t(isMaking.value ? 'orders.slip.making' : 'orders.slip.open'),
    note: t(`orders.slip.${isOnline.value ? (isSent() ? 'detail' : 'unsent') : 'offline'}`),
  }));
  const failed = computed(() =>
    failure.value === null
      ? null
      : {
          title: t('orders.slip.failed'),
          detail:
            failure.value instanceof ApiProblem && failure.value.slug !== 'offline'
              ? failure.value.title
              : t('orders.slip.offline'),
        },
  );
  return {
    ...{ isMaking, failed, open, words },
    isReady: computed(() => isOnline.value && isSent()),
  };
}

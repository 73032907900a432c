// Why a colour is proposed, in words.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Check } from './useCheck';

export function useReasons(check: Check) {
  const { t } = useI18n();
  const count = (result: string): number =>
    check.problems.value.filter((view) => view.result === result).length;

  return computed<string[]>(() => {
    const fail = count('fail');
    const partial = count('partial');
    const redLines = check.problems.value.filter(
      ({ item, result }) => item.is_red_line && result === 'fail',
    );
    const lines = [
      fail + partial === 0
        ? t('visits.summary.noProblems')
        : t('visits.summary.problems', { fail, partial }),
    ];
    if (redLines.length) lines.push(t('visits.summary.redLine', { n: redLines.length }));
    if (check.repeated.value.length) {
      lines.push(t('visits.summary.repeated', { codes: check.repeated.value.join('、') }));
    }
    return lines;
  });
}

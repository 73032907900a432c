// Quotas: what several parts say alike. Words and shapes stand beside every colour.
import { useI18n } from 'vue-i18n';
import type { IconName } from '@/ui/icons';
import type { Tone } from '@/ui/PlainTag.vue';
import { rateOf, type Verdict } from './rules';

export const TONES: Record<Verdict, Tone> = {
  ...{ none: 'quiet', unknown: 'warn', met: 'green', later: 'quiet' },
  ...{ ahead: 'brand', behind: 'bad', missed: 'bad' },
};
export const ICONS: Record<Verdict, IconName> = {
  ...{ none: 'minus', unknown: 'info', met: 'check', later: 'clock' },
  ...{ ahead: 'forward', behind: 'attention', missed: 'cross' },
};

/** Some teams of a department are not known at all. */
const PART = 'part';

type Paced = { needed_tenths: number | null; achieved_tenths: number; left: number };

export function useQuotaWords() {
  const { t } = useI18n();

  function periodWords(period: string): string {
    const [year = '', part] = period.split('-');
    if (!part) return t('quotas.year', { year });
    if (part.startsWith('Q')) return t('quotas.quarter', { year, n: part.slice(1) });
    return t('quotas.month', { year, month: Number(part) });
  }

  /** Neither 0 % nor 100 %: why nothing is required. */
  const noneWords = (kind: string): string => t(`quotas.none.${kind}`);

  function paceWords({ needed_tenths, achieved_tenths, left }: Paced): string {
    if (needed_tenths === null || left === 0) return t('quotas.noDaysLeft');
    const rates = { needed: rateOf(needed_tenths), achieved: rateOf(achieved_tenths) };
    return t('quotas.paceWords', rates);
  }

  /** What a base is while it is not final; empty where it is. */
  function provisionalWords(stands_in: string): string {
    if (stands_in === '') return '';
    if (stands_in === PART) return t('quotas.part');
    return t('quotas.standsIn', { month: periodWords(stands_in) });
  }

  const verdictWords = (kind: string, verdict: string): string =>
    verdict === 'none' ? noneWords(kind) : t(`quotas.pace.${verdict}`);

  return { periodWords, noneWords, paceWords, provisionalWords, verdictWords };
}

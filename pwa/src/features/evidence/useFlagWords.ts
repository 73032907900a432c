// Suspicions in words, and the facts of a photo in words.
import { useI18n } from 'vue-i18n';
import { formatInstant } from '@/lib/dates';
import { distanceWords } from '@/lib/geo';
import { type Fact, type Flag, type FlaggedPhoto, type Span, spanOf, whyOf } from './flags';

export function useFlagWords() {
  const { t } = useI18n();
  const span = ({ unit, n }: Span): string => t(`evidence.flags.span.${unit}`, { n });

  function skew(ms: number | null): string {
    if (ms === null) return t('evidence.flags.fact.noClock');
    if (Math.abs(ms) < 1000) return t('evidence.flags.skew.exact');
    return t(`evidence.flags.skew.${ms > 0 ? 'fast' : 'slow'}`, { span: span(spanOf(ms / 1000)) });
  }
  const place = ({ lat, lon, accuracy_m }: FlaggedPhoto): string =>
    lat === null || lon === null
      ? t('evidence.flags.fact.noPlace')
      : `${lat.toFixed(5)}, ${lon.toFixed(5)} ±${Math.round(accuracy_m ?? 0)} m`;

  return {
    why(flag: Flag): string {
      const { key, span: time, metres, words } = whyOf(flag);
      return t(`evidence.flags.why.${key}`, {
        ...words,
        ...(time && { span: span(time) }),
        ...(metres !== undefined && { distance: distanceWords(metres) }),
      });
    },
    facts: (photo: FlaggedPhoto): Fact[] => [
      { key: 'taken', value: formatInstant(photo.taken_at) },
      { key: 'began', value: photo.began_at ? formatInstant(photo.began_at) : '–' },
      { key: 'owner', value: [photo.owner_name, photo.unit_name].filter(Boolean).join(' · ') },
      { key: 'site', value: photo.site_name || '–' },
      { key: 'source', value: t(`evidence.flags.source.${photo.source}`) },
      { key: 'place', value: place(photo) },
      { key: 'clock', value: skew(photo.skew_ms) },
      { key: 'seal', value: t(`evidence.flags.seal.${photo.seal}`) },
      { key: 'size', value: `${photo.width} × ${photo.height}` },
    ],
  };
}

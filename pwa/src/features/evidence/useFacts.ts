// All that is known of one photo: from its row at once, from the sealed facts when the server is there.
import { computed, shallowRef, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { readFrom } from '@/api/client';
import type { PhotoRow } from '@/api/rows';
import type { components } from '@/api/schema';
import { formatInstant } from '@/lib/dates';
import type { Position } from '@/lib/geo';
import { sizeWords } from '@/lib/sizes';
import { useRow } from '@/local/rows';
import { isOnline } from '@/local/syncing';
import { mapLink, mapPlace } from './mapPlace';
import { calibrated, calibration } from './rules';
import { usePhotoNames } from './useNames';

type Sealed = components['schemas']['SealedFacts'];
export type Fact = { key: string; value: string; isLong?: boolean; href?: string };

export function useFacts(id: () => string) {
  const { t } = useI18n();
  const photo = useRow('photo', id);
  const names = usePhotoNames();
  const sealed = shallowRef<Sealed | null>(null);

  watch(
    [id, isOnline],
    async ([wanted, online]) => {
      sealed.value = null;
      if (!online || !wanted) return;
      const path = `/api/photos/${encodeURIComponent(wanted)}/facts`;
      const found = await readFrom<Sealed>(path).catch(() => null);
      if (id() === wanted) sealed.value = found;
    },
    { immediate: true },
  );

  function onMap(place: Position, name: string): Fact {
    const { lat, lon } = mapPlace(place);
    const value = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    return { key: 'map', value, href: mapLink({ lat, lon }, name) };
  }

  function placeOf(row: PhotoRow): Fact[] {
    const { lat, lon, accuracy_m, fix_age_s } = row;
    if (lat === null || lon === null) return [{ key: 'place', value: t('evidence.facts.nowhere') }];
    const minutes = Math.floor((fix_age_s ?? 0) / 60);
    const age = minutes < 2 ? t('evidence.facts.now') : t('evidence.facts.before', { n: minutes });
    return [
      { key: 'place', value: `${lat.toFixed(5)}, ${lon.toFixed(5)}` },
      { key: 'accuracy', value: t('evidence.facts.metres', { m: Math.round(accuracy_m ?? 0) }) },
      { key: 'age', value: age },
      onMap({ lat, lon }, names.siteOf(row)),
    ];
  }

  function timeOf({ taken_at, skew_ms }: PhotoRow): Fact[] {
    const at = calibrated(taken_at, skew_ms);
    const { key, s } = calibration(skew_ms);
    return [
      { key: 'time', value: `${formatInstant(at)}:${at.slice(17, 19)}` },
      { key: 'skew', value: t(`evidence.facts.${key}`, { s }) },
    ];
  }

  /** In the checklist's words where it is here; what was sealed may be no more than the item's code. */
  function itemOf(row: PhotoRow): string {
    const name = names.slotOf(row);
    return name === row.slot ? sealed.value?.facts?.item || name : name;
  }

  function whatOf(row: PhotoRow): Fact[] {
    const facts = sealed.value?.facts;
    const size = { w: row.width, h: row.height, size: sizeWords(row.size) };
    return [
      { key: 'unit', value: facts?.unit || names.unitOf(row) },
      { key: 'site', value: facts?.site?.name || names.siteOf(row) },
      { key: 'item', value: itemOf(row) },
      { key: 'inspector', value: facts?.inspector.name ?? row.owner_name },
      { key: 'source', value: t(`evidence.facts.sources.${row.source}`) },
      { key: 'size', value: t('evidence.facts.pixels', size) },
    ];
  }

  function proofOf(row: PhotoRow): Fact[] {
    return [
      { key: 'seal', value: t(`evidence.facts.seals.${row.seal}`) },
      { key: 'device', value: sealed.value?.facts?.client_id ?? '', isLong: true },
      { key: 'hash', value: row.sha256, isLong: true },
      { key: 'text', value: sealed.value?.text ?? '', isLong: true },
    ];
  }

  const facts = computed<Fact[]>(() => {
    const row = photo.value;
    if (!row) return [];
    const all = [...timeOf(row), ...placeOf(row), ...whatOf(row), ...proofOf(row)];
    return all.filter(({ value }) => value !== '');
  });
  return { photo, facts, isWhole: computed(() => sealed.value !== null) };
}

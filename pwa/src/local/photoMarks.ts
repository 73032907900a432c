// Photo marks: the watermark's words for the eye, over pictures whose clean original is still here.

import { type ComputedRef, computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import type { PhotoRow } from '@/api/rows';
import type { Facts } from '@/lib/facts';
import { type MarkFacts, watermarkLines } from '@/lib/watermark';
import { type Target, tapped } from './capture';
import { local } from './context';
import { live } from './live';
import { measuredSkew, subjectOf } from './sealing';
import { keptPhotos } from './snapshot';

export interface PhotoMark {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

type Subject = Pick<Facts, 'unit' | 'site'>;
type Spot = Pick<PhotoRow, 'lat' | 'lon' | 'accuracy_m' | 'fix_age_s'>;

const positionOf = ({ lat, lon, accuracy_m, fix_age_s }: Spot): MarkFacts['position'] =>
  lat === null || lon === null || accuracy_m === null
    ? null
    : { lat, lon, accuracy_m, age_s: fix_age_s ?? 0 };

function markOf(photo: PhotoRow, { unit, site }: Subject): PhotoMark {
  const { id: photo_id, taken_at, skew_ms, owner_name, width, height } = photo;
  const position = positionOf(photo);
  const inspector = { name: owner_name };
  const lines = watermarkLines({ photo_id, taken_at, skew_ms, position, inspector, unit, site });
  return { lines, width, height };
}

/** Null for what is not here, whose copy from the server bears its watermark, and for signatures. */
export function usePhotoMark(photo: () => PhotoRow | undefined): ComputedRef<PhotoMark | null> {
  const kept = keptPhotos();
  const find = async (): Promise<(Subject & { id: string }) | null> => {
    const its = photo();
    return its && its.source !== 'pad' ? { id: its.id, ...(await subjectOf(its)) } : null;
  };
  const subject = live(find, null, () => photo()?.id);
  return computed(() => {
    const its = photo();
    if (!its || subject.value?.id !== its.id) return null;
    const isHere = kept.value.some(({ photo_id }) => photo_id === its.id);
    return isHere ? markOf(its, subject.value) : null;
  });
}

const SECOND_MS = 1000;

async function linesNow(target: Target): Promise<string[]> {
  const { name } = local().user;
  const [skew_ms, subject] = await Promise.all([measuredSkew(), subjectOf(target)]);
  const { taken_at, ...spot } = tapped();
  const facts = { photo_id: '', taken_at, skew_ms, position: positionOf(spot), ...subject };
  // There is no number before there is a photo.
  return watermarkLines({ ...facts, inspector: { name } }).slice(0, -1);
}

/** What the watermark would say now, second by second, while there is a target. */
export function usePreviewMark(target: () => Target | null): Ref<readonly string[]> {
  const lines = shallowRef<readonly string[]>([]);
  const look = async (): Promise<void> => {
    const its = target();
    if (its) lines.value = await linesNow(its).catch(() => []);
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  watch(
    () => target() !== null,
    (isOn) => {
      clearInterval(timer);
      lines.value = [];
      if (isOn) timer = setInterval(() => void look(), SECOND_MS);
      if (isOn) void look();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearInterval(timer));
  return lines;
}

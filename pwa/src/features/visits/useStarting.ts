// Starting a check: where, with which checklist, at which level; and the proof of being there (签到).
import { computed, type Ref, ref } from 'vue';
import type { SiteRow, TemplateRow } from '@/api/rows';
import type { Form, Level } from '@/api/values';
import { distanceM, isWithinFence } from '@/lib/geo';
import { uuidv7 } from '@/lib/ids';
import { instantNow } from '@/local/clock';
import { perform } from '@/local/perform';
import { type Fix, lastFix, locate, type NoFix } from '@/local/position';

export type Plan = {
  site_id: string;
  template_id: string;
  task_id: string | null;
  level: Level;
  form: Form;
};

/** `within` needs no reason; the others are allowed with one. */
export type Standing = 'locating' | 'within' | 'outside' | 'unplaced' | NoFix;

const LIMIT_MS = 8000;
const FRESH_MS = 30_000;

export const distanceTo = (site: SiteRow, fix: Fix): number | null =>
  site.lat === null || site.lon === null
    ? null
    : Math.round(distanceM({ lat: site.lat, lon: site.lon }, fix));

export function standingOf(site: SiteRow, fix: Fix): Standing {
  const distance = distanceTo(site, fix);
  if (distance === null) return 'unplaced';
  return isWithinFence(distance, site.fence_m, fix.accuracy_m) ? 'within' : 'outside';
}

export function usePosition() {
  const fix = ref<Fix | NoFix | null>(lastFix(FRESH_MS));
  async function find(): Promise<void> {
    fix.value = null;
    fix.value = await locate(LIMIT_MS);
  }
  /** What is known is enough: no more waiting. */
  function giveUp(): void {
    fix.value = 'timeout';
  }
  return {
    ...{ fix, find, giveUp },
    place: computed(() => (fix.value && typeof fix.value === 'object' ? fix.value : null)),
  };
}

export function useStanding(
  site: Readonly<Ref<SiteRow | undefined>>,
  fix: Ref<Fix | NoFix | null>,
) {
  return computed<Standing>(() => {
    if (!fix.value || !site.value) return 'locating';
    return typeof fix.value === 'string' ? fix.value : standingOf(site.value, fix.value);
  });
}

function proof(site: SiteRow, fix: Fix | null, reason: string) {
  const age_s = fix && Math.max(0, Math.round((Date.now() - fix.at) / 1000));
  return {
    ...{ at: instantNow(), method: fix ? ('gps' as const) : ('manual' as const), reason },
    ...{ lat: fix?.lat ?? null, lon: fix?.lon ?? null, accuracy_m: fix?.accuracy_m ?? null },
    ...{ age_s, distance_m: fix && distanceTo(site, fix) },
  };
}

/** The new visit's id, once it is on the disk. */
export async function startVisit(
  plan: Plan,
  site: SiteRow,
  fix: Fix | null,
  reason: string,
): Promise<string> {
  const visit_id = uuidv7();
  await perform('visit.start', { visit_id, ...plan, check_in: proof(site, fix, reason) });
  return visit_id;
}

/** Checklists that fit: of this level, the site's own kind first, then the team's one-minute check. */
export function templatesFor(
  templates: readonly TemplateRow[],
  site: SiteRow | undefined,
  level: Level,
): TemplateRow[] {
  const rank = ({ scene }: TemplateRow): number => {
    if (scene === site?.kind) return 0;
    return scene === 'self' ? 1 : 2;
  };
  return templates
    .filter((template) => template.levels.includes(level) && !template.is_covert)
    .toSorted((a, b) => rank(a) - rank(b));
}

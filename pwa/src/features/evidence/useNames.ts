// What photos are called: their site, unit and item, from the rows that this phone carries.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MatterRow, OrderRow, PhotoRow, TemplateRow, VisitRow } from '@/api/rows';
import { useRows } from '@/local/rows';

const NAMED = ['signature', 'witness'];
const byId = <T extends { id: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

const itemsOf = (templates: readonly TemplateRow[]): ReadonlyMap<string, string> =>
  new Map(templates.flatMap(({ items }) => items.map(({ code, text }) => [code, text])));

export function usePhotoNames() {
  const { t } = useI18n();
  const visits = useRows('visit');
  const orders = useRows('order');
  const matters = useRows('matter');
  const templates = useRows('template');
  const visitById = computed(() => byId<VisitRow>(visits.value));
  const orderById = computed(() => byId<OrderRow>(orders.value));
  const orderOfVisit = computed(
    () => new Map(orders.value.map((order) => [order.visit_id, order] as const)),
  );
  const matterById = computed(() => byId<MatterRow>(matters.value));
  const itemByCode = computed(() => itemsOf(templates.value));

  /** Who sees a photo with its order does not carry the visit. */
  const recordOf = ({ subject_kind, subject_id }: PhotoRow) =>
    subject_kind === 'visit'
      ? (visitById.value.get(subject_id) ?? orderOfVisit.value.get(subject_id))
      : orderById.value.get(subject_id);

  function slotOf({ slot }: PhotoRow): string {
    if (NAMED.includes(slot)) return t(`evidence.slot.${slot}`);
    const matter = matterById.value.get(slot);
    if (matter) return t('evidence.slot.matter', { n: matter.position });
    const text = itemByCode.value.get(slot);
    return text ? `${slot} ${text}` : slot;
  }

  return {
    slotOf,
    siteOf: (photo: PhotoRow): string => recordOf(photo)?.site_name ?? '',
    unitOf: (photo: PhotoRow): string => recordOf(photo)?.unit_name ?? '',
  };
}

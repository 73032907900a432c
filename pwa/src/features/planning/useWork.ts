// What a check can be: checklists with their levels, forms, and the sites that take checks.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { SiteRow, TemplateRow } from '@/api/rows';
import { useRows } from '@/local/rows';

export const LEVELS = ['team', 'department', 'company', 'hq'] as const;
export const FORMS = ['self', 'spot', 'key', 'mystery'] as const;
export const SITE_KINDS = ['window', 'door', 'works', 'hotline', 'callback', 'mystery'] as const;

export function useWork() {
  const { t } = useI18n();
  const templates = useRows('template');
  const sites = useRows('site');
  const units = useRows('unit');
  const option = <V extends string>(value: V, label: string) => ({ value, label });

  function isBelow(unit: string, top: string): boolean {
    for (let id: string | null = unit; id; ) {
      if (id === top) return true;
      id = units.value.find((its) => its.id === id)?.parent_id ?? null;
    }
    return false;
  }
  return {
    ...{ templates, sites, units },
    templateOptions: computed(() =>
      templates.value.map(({ id, name }: TemplateRow) => option(id, name)),
    ),
    /** Those that the checklist is for. */
    levelsOf: (template: string) => {
      const offered = templates.value.find(({ id }) => id === template)?.levels ?? LEVELS;
      return LEVELS.filter((level) => offered.includes(level)).map((level) =>
        option(level, t(`planning.level.${level}`)),
      );
    },
    formOptions: computed(() => FORMS.map((form) => option(form, t(`planning.form.${form}`)))),
    kindOptions: computed(() =>
      SITE_KINDS.map((kind) => option(kind, t(`planning.desk.siteKind.${kind}`))),
    ),
    openSites: (unit: string): SiteRow[] =>
      sites.value.filter((site) => !site.is_closed && isBelow(site.unit_id, unit)),
    siteName: (id: string): string => sites.value.find((its) => its.id === id)?.name ?? '',
    templateName: (id: string): string => templates.value.find((its) => its.id === id)?.name ?? '',
  };
}

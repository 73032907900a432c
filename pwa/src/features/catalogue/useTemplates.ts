// The checklists, to read: every published one, and one with its sections.
import { computed } from 'vue';
import type { TemplateRow } from '@/api/rows';
import { useRow, useRows } from '@/local/rows';
import { useSession } from '@/local/session';

const OVERT = ['visit.hq', 'visit.mystery'];

/** Only the newest version of each is offered. */
function newest(templates: readonly TemplateRow[]): TemplateRow[] {
  const byCode = new Map<string, TemplateRow>();
  for (const template of templates) {
    const known = byCode.get(template.code);
    if (!known || known.version < template.version) byCode.set(template.code, template);
  }
  return [...byCode.values()].sort((a, b) => a.code.localeCompare(b.code));
}

export function useTemplates() {
  const { user } = useSession();
  const templates = useRows('template');
  /** Whoever is visited under cover need not know the questions. */
  const isOpenTo = ({ is_covert }: TemplateRow): boolean =>
    !is_covert || OVERT.some((grant) => user.value?.grants.includes(grant));
  return { templates: computed(() => newest(templates.value.filter(isOpenTo))) };
}

export function useTemplate(id: () => string) {
  const template = useRow('template', id);
  const sections = computed(() => {
    const groups: { category: string; items: TemplateRow['items'] }[] = [];
    for (const item of template.value?.items ?? []) {
      const group = groups.at(-1);
      if (group?.category === item.category) group.items.push(item);
      else groups.push({ category: item.category, items: [item] });
    }
    return groups;
  });
  return { template, sections };
}

// What the records of the outbox are called, and in which state they are.
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { live } from '@/local/live';
import { rows } from '@/local/rows';
import { entityOf, mendingOf, type Problem } from './rules';

async function readAll() {
  const [visits, orders, sites, tasks, templates] = await Promise.all([
    rows('visit'),
    rows('order'),
    rows('site'),
    rows('task'),
    rows('template'),
  ]);
  return { visits, orders, sites, tasks, templates };
}

type All = Awaited<ReturnType<typeof readAll>>;

const NONE: All = { visits: [], orders: [], sites: [], tasks: [], templates: [] };

const sitesOf = ({ visits, orders, tasks, sites }: All) =>
  new Map<string, string>([
    ...visits.map(({ id, site_name }) => [`visit/${id}`, site_name] as const),
    ...orders.map(({ id, site_name }) => [`order/${id}`, site_name] as const),
    ...tasks.map(({ id, site_name }) => [`task/${id}`, site_name] as const),
    ...sites.map(({ id, name }) => [`site/${id}`, name] as const),
  ]);

const statesOf = ({ visits, orders }: All) =>
  new Map<string, string>([
    ...visits.map(({ id, state }) => [`visit/${id}`, state] as const),
    ...orders.map(({ id, state }) => [`order/${id}`, state] as const),
  ]);

export function useNames() {
  const { t } = useI18n();
  const all = live(readAll, NONE);
  const sites = computed(() => sitesOf(all.value));
  const states = computed(() => statesOf(all.value));
  const numbers = computed(
    () =>
      new Map<string, string>(
        all.value.orders.map((one) => [`order/${one.id}`, one.number ?? one.temporary_number]),
      ),
  );
  const templates = computed(() => new Map(all.value.templates.map(({ id, name }) => [id, name])));
  const items = computed(
    () =>
      new Map(
        all.value.templates.flatMap((template) =>
          template.items.map(({ code, text }) => [code, text] as const),
        ),
      ),
  );

  /** A visit whose start was refused has no row any more; what was sent still says where it was. */
  function siteOf(record: string, problem?: Problem): string {
    const asked = problem && sites.value.get(`site/${String(problem.args.site_id)}`);
    return sites.value.get(record) ?? asked ?? '';
  }
  const kindOf = (record: string): string => t(`outbox.record.${entityOf(record)}`);

  return {
    title: (record: string, problem?: Problem): string => siteOf(record, problem) || kindOf(record),
    subtitle: (record: string, problem?: Problem): string => {
      const kind = siteOf(record, problem) ? kindOf(record) : '';
      const template = problem && templates.value.get(String(problem.args.template_id));
      return [kind, numbers.value.get(record), template].filter(Boolean).join(' · ');
    },
    itemText: (code: string): string => items.value.get(code) ?? '',
    isHere: (record: string): boolean => sites.value.has(record),
    stateOf: (record: string | null): string | null => states.value.get(record ?? '') ?? null,
    /** A record that only existed in what was refused cannot be opened. */
    mendable: (problem: Problem): string | null => {
      const mending = mendingOf(problem);
      return mending && sites.value.has(mending.needs) ? mending.path : null;
    },
  };
}

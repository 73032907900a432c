// The check-in page (签到): the plan, the position and, where that says nothing or something else, a reason.
import { computed, onMounted, ref, watch } from 'vue';
import { useRow, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import type { Form, Level } from './levels';
import { formsOf, levelsOf, mayCheck } from './levels';
import { distanceTo, startVisit, templatesFor, usePosition, useStanding } from './useStarting';

export type Wanted = {
  site_id: string;
  task_id: string | null;
  template_id: string | null;
  form: Form | null;
  level: Level | null;
  /** Goes on by itself where the position is within the fence. */
  auto: boolean;
};

export function useCheckIn(wanted: Wanted, go: (visit_id: string) => void) {
  const { user } = useSession();
  const site = useRow('site', wanted.site_id);
  const task = useRow('task', wanted.task_id ?? '');
  const templates = useRows('template');
  const visits = useRows('visit');
  const { fix, place, find, giveUp } = usePosition();
  const standing = useStanding(site, fix);
  const reason = ref('');
  const isBusy = ref(false);
  const failure = ref(false);
  const chosen = ref<{ template_id?: string; form?: Form; level?: Level }>({});

  const levels = computed(() => {
    const { grants = [], grant_units: units = {} } = user.value ?? {};
    const { unit_id } = site.value ?? {};
    return levelsOf(grants).filter((level) => unit_id && mayCheck(units, level, unit_id));
  });
  const level = computed(
    () => task.value?.level ?? chosen.value.level ?? wanted.level ?? levels.value[0] ?? 'team',
  );
  const forms = computed(() => formsOf(level.value));
  const form = computed(
    () => task.value?.form ?? chosen.value.form ?? wanted.form ?? forms.value[0] ?? 'self',
  );
  const fitting = computed(() => templatesFor(templates.value, site.value, level.value));
  const template = computed(() => {
    const id = task.value?.template_id ?? chosen.value.template_id ?? wanted.template_id;
    return templates.value.find((each) => each.id === id) ?? fitting.value[0];
  });
  const isWithin = computed(() => standing.value === 'within');
  const mayStart = computed(() => levels.value.includes(level.value) && !!template.value);
  const canStart = computed(
    () =>
      mayStart.value &&
      site.value?.is_closed === false &&
      standing.value !== 'locating' &&
      (isWithin.value || reason.value.trim() !== ''),
  );
  /** The same task was begun before: that draft is gone on with, not a second one beside it. */
  const begun = computed(() =>
    visits.value.find(
      (each) => each.task_id !== null && each.task_id === wanted.task_id && each.state === 'open',
    ),
  );

  async function write(): Promise<string | null> {
    if (!site.value || !template.value) return null;
    const { id: template_id } = template.value;
    const { site_id, task_id } = wanted;
    const plan = { site_id, task_id, template_id, level: level.value, form: form.value };
    const why = isWithin.value ? '' : reason.value.trim();
    return startVisit(plan, site.value, place.value, why);
  }

  async function start(): Promise<void> {
    if (!canStart.value || isBusy.value) return;
    isBusy.value = true;
    failure.value = false;
    try {
      const visit_id = await write();
      if (visit_id) go(visit_id);
    } catch {
      failure.value = true;
    } finally {
      isBusy.value = false;
    }
  }

  onMounted(() => {
    if (!fix.value) void find();
  });
  watch(begun, (visit) => visit && !isBusy.value && go(visit.id), { immediate: true });
  watch([canStart, isWithin], () => {
    if (wanted.auto && canStart.value && isWithin.value) void start();
  });

  return {
    ...{ site, task, template, fitting, level, levels, form, forms, chosen, standing, place },
    ...{ reason, canStart, mayStart, isBusy, failure, start, find, giveUp },
    distance: computed(() => site.value && place.value && distanceTo(site.value, place.value)),
  };
}

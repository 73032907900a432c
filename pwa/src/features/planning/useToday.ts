// Today: drafts under way, tasks by their day, and where a team head may check himself.
import { computed } from 'vue';
import type { SiteRow, TaskRow, VisitRow } from '@/api/rows';
import { dayOf } from '@/lib/dates';
import { begunTasks } from '@/lib/requirements';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { type Due, dueOf, openTasks, type Progress, progressOf } from './rules';

export type TaskView = { task: TaskRow; due: Due; minutes: number; isClosed: boolean };
export type DraftView = { visit: VisitRow; progress: Progress };

export function useToday() {
  const { user } = useSession();
  const tasks = useRows('task', () => user.value?.id ?? '');
  const visits = useRows('visit');
  const answers = useRows('answer');
  const photos = useRows('photo');
  const templates = useRows('template');
  const sites = useRows('site');
  const today = dayOf(Date.now());

  const open = computed(() =>
    visits.value.filter(
      ({ state, inspector_id }) => state === 'open' && inspector_id === user.value?.id,
    ),
  );

  function toDraft(visit: VisitRow): DraftView {
    const items = templates.value.find(({ id }) => id === visit.template_id)?.items ?? [];
    const given = answers.value.filter(({ visit_id }) => visit_id === visit.id);
    const slots = photos.value.flatMap((photo) =>
      photo.subject_id === visit.id ? [photo.slot] : [],
    );
    return { visit, progress: progressOf(items, given, slots) };
  }

  const toTask = (task: TaskRow): TaskView => ({
    task,
    due: dueOf(task.due_on, today),
    minutes: templates.value.find(({ id }) => id === task.template_id)?.est_minutes ?? 0,
    isClosed: sites.value.find(({ id }) => id === task.site_id)?.is_closed ?? false,
  });

  const ownSites = computed<SiteRow[]>(() => {
    const units = user.value?.grant_units['visit.team'] ?? [];
    return sites.value.filter(({ unit_id, is_closed }) => !is_closed && units.includes(unit_id));
  });
  const isTeamHead = computed(() => user.value?.grants.includes('visit.team') ?? false);

  return {
    ...{ user, today, ownSites },
    drafts: computed(() =>
      open.value
        .map(toDraft)
        .toSorted((a, b) => b.visit.started_at.localeCompare(a.visit.started_at)),
    ),
    /** A task whose check is under way stands among the drafts; one that is made only waits to be sent. */
    tasks: computed(() => {
      const begun = begunTasks(visits.value, user.value?.id);
      return openTasks(tasks.value.filter(({ id }) => !begun.has(id))).map(toTask);
    }),
    selfCheck: computed(() =>
      isTeamHead.value ? templates.value.find(({ scene }) => scene === 'self') : undefined,
    ),
    doneToday: computed(
      () =>
        visits.value.filter(
          (visit) =>
            visit.inspector_id === user.value?.id &&
            visit.state === 'closed' &&
            visit.closed_at !== null &&
            dayOf(visit.closed_at) === today,
        ).length,
    ),
  };
}

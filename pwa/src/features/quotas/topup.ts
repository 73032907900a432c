// The top-up list (补足清单): which tasks one tap makes.
import type { CommandArgs } from '@/api/commands';
import type { components } from '@/api/schema';

export type TopUp = components['schemas']['TopUp'];
export type TopUpSite = components['schemas']['TopUpSite'];
type AssignTask = CommandArgs['task.assign'];

/** How many checks these sites are to get. */
export const countOf = (sites: readonly TopUpSite[]): number =>
  sites.reduce((sum, { due_on }) => sum + due_on.length, 0);

/** A task for each check and day. */
export function tasksFor(
  list: TopUp,
  sites: readonly TopUpSite[],
  { assignee_id, note, newId }: { assignee_id: string; note: string; newId: () => string },
): AssignTask[] {
  return sites.flatMap(({ site_id, template_id, due_on }) =>
    due_on.map((day) => ({
      ...{ task_id: newId(), site_id, template_id, assignee_id, due_on: day, note },
      ...{ level: list.level, form: list.form, matter_id: null },
    })),
  );
}

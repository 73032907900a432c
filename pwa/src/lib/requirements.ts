// What is still to be done: photos that an answer takes, tasks that no check was made for; several screens count with it.

export type PhotoRule = { photo_mode: string; photo_min: number };

const FAILED = ['partial', 'fail'];

/** How many photos an answer to this item takes (sync/wire/requirements.json). */
export function photosNeeded(rule: PhotoRule, result: string): number {
  const isDue =
    (rule.photo_mode === 'always' && result !== 'na') ||
    (rule.photo_mode === 'on_fail' && FAILED.includes(result));
  return isDue ? rule.photo_min : 0;
}

type Check = { task_id: string | null; inspector_id: string; state: string };

/** Tasks that have a check of one's own, under way or waiting to be sent, are no longer to do. */
export const begunTasks = (checks: readonly Check[], me: string | undefined) =>
  new Set(
    checks
      .filter((its) => its.inspector_id === me && ['open', 'closed'].includes(its.state))
      .map(({ task_id }) => task_id),
  );

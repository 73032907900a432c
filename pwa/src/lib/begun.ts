// Begun: tasks that have a check of one's own, under way or waiting to be sent, are no longer to do.

type Check = { task_id: string | null; inspector_id: string; state: string };

export const begunTasks = (checks: readonly Check[], me: string | undefined) =>
  new Set(
    checks
      .filter((its) => its.inspector_id === me && ['open', 'closed'].includes(its.state))
      .map(({ task_id }) => task_id),
  );

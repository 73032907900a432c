// Recurring schedules: the list, a preview of a rule's next days, and what can be done with them.
import { computed } from 'vue';
import type { CommandArgs } from '@/api/commands';
import { dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { useOnline } from './useOnline';
import { useSending } from './useSending';

export type NewSchedule = Omit<CommandArgs['schedule.add'], 'schedule_id'>;
type PreviewDay = { day: string; due_on: string; is_provisional: boolean };

/** The server reckons with the official calendar, so that it says the days. */
export function usePreview(asked: () => { rule: string; starts_on: string; on_rest: string }) {
  const online = useOnline<{ days: PreviewDay[] }>(
    () => `/api/schedules/preview?${new URLSearchParams(asked())}`,
  );
  return { problem: online.problem, days: computed(() => online.value.value?.days ?? []) };
}

export function useSchedules() {
  const rows = useRows('schedule');
  const { user } = useSession();
  const { isBusy, refusal, send } = useSending();
  return {
    ...{ isBusy, refusal, today: dayOf(Date.now()) },
    mayAssign: computed(() => user.value?.grants.includes('task.assign') ?? false),
    schedules: computed(() =>
      rows.value.toSorted(
        (a, b) =>
          a.state.localeCompare(b.state) ||
          (a.next_due_on ?? '').localeCompare(b.next_due_on ?? '') ||
          a.title.localeCompare(b.title, 'zh-CN'),
      ),
    ),
    add: (args: NewSchedule) =>
      send(() => perform('schedule.add', { schedule_id: uuidv7(), ...args })),
    end: (schedule_id: string, reason: string) =>
      send(() => perform('schedule.end', { schedule_id, reason })),
    skip: (schedule_id: string, day: string) =>
      send(() => perform('schedule.skip_day', { schedule_id, day })),
  };
}

// Campaigns: the list with their coverage, and what can be done with them.
import { computed } from 'vue';
import type { CommandArgs } from '@/api/commands';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { type Line, sumOf } from './progress';
import { useOnline } from './useOnline';
import { useSending } from './useSending';

export type NewCampaign = Omit<CommandArgs['campaign.open'], 'campaign_id'>;

export function useCampaigns() {
  const rows = useRows('campaign');
  const { isBusy, refusal, send } = useSending();
  const open = computed(() => rows.value.filter(({ state }) => state === 'open'));
  const progress = useOnline<{ lines: Line[] }>(() =>
    open.value.length ? `/api/tasks/progress?sources=${open.value.map(({ id }) => id)}` : '',
  );
  return {
    ...{ isBusy, refusal, problem: progress.problem, again: progress.again },
    /** A closed one says itself what it had reached; of an open one its tasks are counted. */
    campaigns: computed(() =>
      rows.value
        .toSorted((a, b) => b.state.localeCompare(a.state) || b.ends_on.localeCompare(a.ends_on))
        .map((its) => {
          const { done, total } = sumOf(progress.value.value?.lines ?? [], its.id);
          return {
            ...its,
            done: its.done ?? done,
            total: its.total ?? Math.max(total, its.site_ids.length),
          };
        }),
    ),
    begin: (args: NewCampaign) =>
      send(() => perform('campaign.open', { campaign_id: uuidv7(), ...args })),
    close: async (campaign_id: string, note: string, uncovered_reason: string) => {
      const args = { campaign_id, note, uncovered_reason };
      if (await send(() => perform('campaign.close', args))) await progress.again();
    },
  };
}

// The administrator's channels: the list, a change with an address, a test, rules.
import { computed, ref } from 'vue';
import { sendTo } from '@/api/client';
import { browserIds } from '@/local/clock';
import { useOnline } from './useOnline';
import type { Channel, ChannelDraft, ChannelList, RuleDraft, Trial } from './ways';

const PATH = '/api/notice-channels';

export function useChannels() {
  const online = useOnline<ChannelList>(() => PATH);
  const trial = ref<Trial | null>(null);
  const trying = ref('');

  async function save(draft: ChannelDraft): Promise<boolean> {
    const answer = await online.attempt(() => sendTo<ChannelList>(PATH, draft));
    if (answer) online.found.value = answer;
    return answer !== null;
  }
  async function test(channel_id: string): Promise<void> {
    trying.value = channel_id;
    trial.value = null;
    const answer = await online.attempt(() =>
      sendTo<Omit<Trial, 'channel_id'>>(`${PATH}/test`, { channel_id }),
    );
    if (answer) trial.value = { channel_id, ...answer };
    trying.value = '';
  }

  return {
    ...{ trial, trying, save, test },
    ...{
      problem: online.problem,
      refusal: online.refusal,
      isBusy: online.isBusy,
      load: online.load,
    },
    list: computed(() => online.found.value),
    channels: computed(() => online.found.value?.channels ?? []),
    rules: computed(() => (online.found.value?.rules ?? []).filter((rule) => rule.is_in_force)),
    newId: () => browserIds.uid(),
    setEnabled: ({ id, kind, name, per_minute }: Channel, is_enabled: boolean) =>
      save({ channel_id: id, kind, name, per_minute, is_enabled }),
    setRule: (rule: RuleDraft) =>
      online.act('notice.set_rule', { rule_id: browserIds.uid(), ...rule }),
  };
}

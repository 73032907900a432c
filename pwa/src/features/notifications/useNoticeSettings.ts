// One's own settings of notices: e-mail address, what is silenced, quiet hours, browsers.
import { computed } from 'vue';
import { useOnline } from './useOnline';
import { usePush } from './usePush';
import type { Choice, NoticeSettings } from './ways';

export function useNoticeSettings() {
  const online = useOnline<NoticeSettings>(() => '/api/notice-settings');
  const settings = computed(() => online.found.value);
  const drop = (subscription_id: string) => online.act('notice.unsubscribe', { subscription_id });
  const push = usePush({
    key: () => settings.value?.push_key ?? '',
    known: () => settings.value?.browsers ?? [],
    attempt: online.attempt,
    drop,
    took: (answer) => {
      online.found.value = answer;
    },
  });
  return {
    ...{
      settings,
      push,
      drop,
      problem: online.problem,
      refusal: online.refusal,
      load: online.load,
    },
    choose: (choice: Choice) => online.act('notice.set_preference', choice),
  };
}

// Rights that the head of the group lends or takes back (授权) hold as soon as this device hears of it.
import { watch } from 'vue';
import { useRows } from '@/local/rows';
import { refreshSession } from '@/local/session';

export function useRights(user_id: string): void {
  const rows = useRows('delegation');
  const own = () =>
    rows.value
      .filter((row) => row.user_id === user_id)
      .map(({ id, revoked_at }) => `${id}/${revoked_at}`)
      .join();
  watch(own, () => void refreshSession());
}

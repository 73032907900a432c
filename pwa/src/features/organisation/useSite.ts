// One site: its state, what failed here, its open orders, and closing or reopening it.
import { computed, ref } from 'vue';
import { useDelivery } from '@/local/delivery';
import { perform } from '@/local/perform';
import { useRow, useRows } from '@/local/rows';
import { useSession } from '@/local/session';

const SETTLED: readonly string[] = ['closed', 'withdrawn', 'escalated', 'voided'];

export function useSite(site_id: () => string) {
  const { user } = useSession();
  const site = useRow('site', site_id);
  const findings = useRows('finding', site_id);
  const templates = useRows('template');
  const orders = useRows('order');
  const visits = useRows('visit');
  const isBusy = ref(false);
  const failure = ref(false);
  const state = useDelivery('site', site_id);

  const units = (grant: string): readonly string[] => user.value?.grant_units[grant] ?? [];
  const holds = (grant: string): boolean =>
    !!site.value && units(grant).includes(site.value.unit_id);
  const textOf = (repeat_key: string): string =>
    templates.value.flatMap(({ items }) => items).find((item) => item.repeat_key === repeat_key)
      ?.text ?? repeat_key;

  async function run(work: () => Promise<unknown>): Promise<void> {
    isBusy.value = true;
    failure.value = false;
    await work()
      .catch(() => {
        failure.value = true;
      })
      .finally(() => {
        isBusy.value = false;
      });
  }

  return {
    ...{ site, state, isBusy, failure },
    mayManage: computed(() => holds('site.manage')),
    mayCheck: computed(() =>
      ['hq', 'company', 'department', 'team'].some((level) => holds(`visit.${level}`)),
    ),
    findings: computed(() =>
      findings.value
        .map((each) => ({ ...each, text: textOf(each.repeat_key) }))
        .toSorted((a, b) => (b.last_failed_on ?? '').localeCompare(a.last_failed_on ?? '')),
    ),
    openOrders: computed(() =>
      orders.value.filter((order) => order.site_id === site_id() && !SETTLED.includes(order.state)),
    ),
    myVisits: computed(() =>
      visits.value
        .filter((visit) => visit.site_id === site_id() && visit.state === 'closed')
        .toSorted((a, b) => b.started_at.localeCompare(a.started_at))
        .slice(0, 10),
    ),
    close: (reason: string) => run(() => perform('site.close', { site_id: site_id(), reason })),
    reopen: () => run(() => perform('site.reopen', { site_id: site_id() })),
  };
}

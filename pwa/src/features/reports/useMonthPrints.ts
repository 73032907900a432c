// Month prints: what may be ordered, what was ordered, and how far it is.
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue';
import { dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { answerTo, type CommandAnswer } from '@/local/answers';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { isOnline } from '@/local/syncing';
import { useNow } from '@/ui/useNow';
import { type ColourChoice, isRunning, monthsUpTo, newestFirst, printable } from './rules';

type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

/** A command, and the server's word on it. */
function useAsking() {
  const isAsking = ref(false);
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  async function ask(send: () => Promise<{ uid: string }>): Promise<void> {
    isAsking.value = true;
    refusal.value = null;
    const answer = await answerTo((await send()).uid, leaving.signal);
    if (answer?.kind === 'refused') refusal.value = answer;
    isAsking.value = false;
  }
  return { isAsking, refusal, ask };
}

export function useMonthPrints() {
  const { user } = useSession();
  const now = useNow();
  const found = useRows('month_print');
  const allUnits = useRows('unit');
  const asking = useAsking();

  const months = computed(() => monthsUpTo(dayOf(now.value)));
  const units = computed(() =>
    printable(allUnits.value, user.value?.grant_units['report.print'] ?? []),
  );
  const wanted = reactive({ month: '', unit_id: '', colour: 'all' as ColourChoice });
  const month = computed(() => wanted.month || (months.value[0] ?? ''));
  const unit_id = computed(() => wanted.unit_id || (units.value[0]?.id ?? ''));
  const prints = computed(() => newestFirst(found.value));

  const order = (): Promise<void> =>
    asking.ask(() =>
      perform('report.order_month_print', {
        ...{ print_id: uuidv7(), month: month.value, unit_id: unit_id.value },
        colour: wanted.colour === 'all' ? null : wanted.colour,
        origin: window.location.origin,
      }),
    );
  const cancel = (print_id: string): Promise<void> =>
    asking.ask(() => perform('report.cancel', { print_id }));

  return {
    ...{ months, units, wanted, month, unit_id, prints, order, cancel, isOnline },
    ...{ isAsking: asking.isAsking, refusal: asking.refusal },
    hasRunning: computed(() => found.value.some(({ state }) => isRunning(state))),
  };
}

// The form of a new draw: which units and months there are, and the first step, which fixes the plan.
import { computed, reactive, ref, watch } from 'vue';
import { dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { DIVISIONS, emptyWanted, faultsOf, isBelow, KINDS, monthsBefore, planOf } from './draws';
import { useDrawSending } from './useDrawSending';

const LARGE = ['group', 'branch', 'subsidiary'];

export function useDrawWizard(redrawOf: () => string) {
  const { user } = useSession();
  const units = useRows('unit');
  const months = monthsBefore(dayOf(Date.now()));
  const wanted = reactive(emptyWanted('', months[1] ?? ''));
  const reason = ref('');
  const isTried = ref(false);
  const sending = useDrawSending();

  const allowed = computed(() => {
    const his = user.value?.grant_units['draw.make'] ?? [];
    return units.value.filter(({ id }) => his.includes(id));
  });
  const tops = computed(() => {
    const large = allowed.value.filter(({ kind }) => LARGE.includes(kind));
    const shown = large.length > 0 ? large : allowed.value;
    const rank = ({ kind }: { kind: string }): number => LARGE.indexOf(kind);
    return shown.toSorted((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code));
  });
  const teams = computed(() =>
    allowed.value.filter(
      ({ id, kind }) =>
        kind === 'team' && id !== wanted.unit_id && isBelow(units.value, id, wanted.unit_id),
    ),
  );
  watch(
    tops,
    ([first]) => {
      if (!wanted.unit_id && first) wanted.unit_id = first.id;
    },
    { immediate: true },
  );
  // What the new source or unit does not have is no longer chosen.
  watch(
    () => wanted.source,
    (source) => {
      wanted.by = wanted.by.filter((by) => DIVISIONS[source].includes(by));
      if (!KINDS[source].includes(wanted.kind)) wanted.kind = 'simple';
    },
  );
  watch(
    () => wanted.unit_id,
    () => {
      wanted.unit_ids = [];
    },
  );

  const faults = computed(() => {
    const lacksReason = redrawOf() !== '' && reason.value.trim() === '';
    return [...faultsOf(wanted), ...(lacksReason ? ['reason'] : [])];
  });

  /** The new draw's id, or null where something is wrong or the server refused. */
  async function begin(): Promise<string | null> {
    isTried.value = true;
    if (faults.value.length > 0) return null;
    const draw_id = uuidv7();
    const redraw = redrawOf() ? { redraw_of: redrawOf(), reason: reason.value.trim() } : {};
    const about = { unit_id: wanted.unit_id, title: wanted.title.trim(), plan: planOf(wanted) };
    const isDone = await sending.send(() =>
      perform('draw.begin', { draw_id, redraw_of: null, reason: '', ...about, ...redraw }),
    );
    return isDone ? draw_id : null;
  }

  return {
    ...{ wanted, reason, months, tops, teams, begin },
    ...{ isBusy: sending.isBusy, refusal: sending.refusal },
    wrong: computed(() => (isTried.value ? faults.value : [])),
  };
}

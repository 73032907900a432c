// Closing a check, and issuing its slip in the same breath where the inspector may (签发).
import { computed, onMounted, ref } from 'vue';
import { dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { readDraft, saveDraft } from '@/local/drafts';
import { perform } from '@/local/perform';
import { row, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { needsSignature, orderOf, rectifyDays, stillObjected, temporaryNumber } from './rules';
import type { Check } from './useCheck';
import type { ItemView } from './views';

export type MatterDraft = { matter_id: string; requirement: string; rectify_days: number };
/** What the signer says against some of what was found (当场异议). */
export type SpotObjection = { item_codes: string[]; reason: string };
export type SlipDraft = {
  order_id: string;
  temporary_number: string;
  highlights: string;
  remark: string;
  matters: Record<string, MatterDraft>;
  objection?: (SpotObjection & { objection_id: string }) | null;
};

const freshSlip = (): SlipDraft => ({
  order_id: uuidv7(),
  temporary_number: temporaryNumber(dayOf(Date.now()), crypto.getRandomValues(new Uint8Array(4))),
  ...{ highlights: '', remark: '', matters: {} },
});

/** Not one that was withdrawn: its check gets another, under new ids; what was objected stays. */
async function keptSlip(key: string): Promise<SlipDraft | undefined> {
  const kept = await readDraft<SlipDraft>(key);
  const order = kept && (await row('order', kept.order_id));
  if (order?.state !== 'withdrawn') return kept;
  const objection = kept?.objection && { ...kept.objection, objection_id: uuidv7() };
  return { ...freshSlip(), objection: objection ?? null };
}

export function useClosing(
  check: Check,
  visit_id: string,
  requirementOf: (view: ItemView) => string,
) {
  const { user } = useSession();
  const orders = useRows('order');
  const slip = ref<SlipDraft | null>(null);
  const isBusy = ref(false);
  const failure = ref(false);
  const key = `visit-slip.${visit_id}`;

  const order = computed(() => orderOf(orders.value, visit_id));
  const holds = (grant: string): boolean => {
    const { level, unit_id } = check.visit.value ?? {};
    const units = user.value?.grant_units[grant] ?? [];
    return level === 'hq' && unit_id !== undefined && units.includes(unit_id);
  };
  const mayIssue = computed(() => holds('order.propose'));

  onMounted(async () => {
    slip.value = (await keptSlip(key)) ?? freshSlip();
    // Number and ids are the same however often the page is opened: nothing is issued twice.
    await saveDraft(key, slip.value);
  });

  function matterOf(view: ItemView): MatterDraft {
    const known = slip.value?.matters[view.item.code];
    return (
      known ?? {
        matter_id: uuidv7(),
        requirement: requirementOf(view),
        rectify_days: rectifyDays(view.item.severity),
      }
    );
  }

  function keep(change: Partial<SlipDraft>): void {
    if (!slip.value) return;
    slip.value = { ...slip.value, ...change };
    void saveDraft(key, slip.value);
  }

  const keepMatter = (view: ItemView, change: Partial<MatterDraft>): void =>
    keep({
      matters: {
        ...slip.value?.matters,
        [view.item.code]: { ...matterOf(view), ...change },
      },
    });

  /** Null: the signer agrees after all. */
  const object = (words: SpotObjection | null): void => {
    const objection_id = slip.value?.objection?.objection_id ?? uuidv7();
    keep({ objection: words && { objection_id, ...words } });
  };
  const objection = computed(() => {
    const said = slip.value?.objection;
    return said ? stillObjected(said, check.problems.value) : null;
  });

  async function close(): Promise<void> {
    await check.answering.settled();
    if (check.visit.value?.state !== 'open') return;
    const photo_ids = check.photos.value.map(({ id }) => id);
    const found = { score_tenths: check.score.value, colour: check.colour.value };
    await perform('visit.close', { visit_id, photo_ids, ...found });
  }

  async function issue(): Promise<void> {
    if (!slip.value || order.value) return;
    const { order_id, temporary_number, highlights, remark } = slip.value;
    const matters = check.problems.value.map((view) => ({
      item_code: view.item.code,
      ...matterOf(view),
    }));
    await close();
    await perform('order.issue', {
      ...{ order_id, visit_id, colour: check.colour.value, temporary_number },
      ...{ highlights: highlights.trim(), remark: remark.trim(), matters },
      objection: objection.value,
    });
  }

  /** False where nothing could be kept; then everything is as it was. */
  async function run(work: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    failure.value = false;
    try {
      await work();
      return true;
    } catch {
      failure.value = true;
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return {
    /** Else the head of the group signs what is written here (提交组长签发). */
    signsHimself: computed(() => holds('order.issue')),
    ...{ slip, order, mayIssue, isBusy, failure, keep, keepMatter, matterOf },
    ...{ object, objection },
    needsSignature: computed(() => needsSignature(check.visit.value?.form ?? 'spot')),
    submit: () => run(close),
    issue: () => run(issue),
  };
}

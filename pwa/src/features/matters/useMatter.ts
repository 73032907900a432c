// One supervision matter: its parts, evidence and receipts, and what this person may do with it.
import { computed } from 'vue';
import { dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { dropPhoto } from '@/local/capture';
import { perform } from '@/local/perform';
import { usePhotoUrls } from '@/local/photoViews';
import { useRow, useRows } from '@/local/rows';
import { useSession } from '@/local/session';
import { type ShotSource, useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';
import { useNow } from '@/ui/useNow';
import type { PartDraft } from './forms';
import { closingBlock, holds, isAdrift, isOverdue, type Person, waiverBlock } from './rules';
import { useOpenUnits } from './useOpenUnits';
import { useSending } from './useSending';

const NOBODY: Person & { id: string } = { id: '', grants: [], grant_units: {} };

export function useMatter(id: () => string) {
  const { user } = useSession();
  const now = useNow();
  const matter = useRow('supervision_matter', id);
  const allParts = useRows('matter_part');
  const allReceipts = useRows('matter_receipt');
  const photos = useRows('photo', id);
  const sending = useSending();
  const shooting = useShooting(pickPhoto);
  const urls = usePhotoUrls(() => photos.value.map((photo) => photo.id));

  const person = computed<Person & { id: string }>(() => user.value ?? NOBODY);
  const today = computed(() => dayOf(now.value));
  const isOpen = computed(() => matter.value?.state === 'open');
  const manages = computed(() => person.value.grants.includes('matter.manage'));
  const isIts = ({ matter_id }: { matter_id: string }): boolean => matter_id === id();
  const parts = computed(() =>
    allParts.value.filter(isIts).toSorted((a, b) => a.position - b.position),
  );
  const receipts = computed(() => allReceipts.value.filter(isIts));
  const { send } = sending;
  const args = () => ({ matter_id: id() });

  return {
    ...{ matter, parts, receipts, now, today, manages, isOpen },
    ...{ isBusy: sending.isBusy, refusal: sending.refusal },
    isAdrift: computed(() => !!matter.value && isAdrift(matter.value, today.value)),
    isLate: computed(() => !!matter.value && isOverdue(matter.value, today.value)),
    closing: computed(() => closingBlock(parts.value)),
    waiver: computed(() => waiverBlock(person.value, matter.value?.waiver_asker_id ?? null)),
    mayReport: (unit_id: string) => isOpen.value && holds(person.value, 'matter.respond', unit_id),
    units: useOpenUnits(),
    /** Results that this person has to confirm. */
    toConfirm: computed(() =>
      receipts.value.filter(
        ({ unit_id, read_at }) => !read_at && holds(person.value, 'matter.receive', unit_id),
      ),
    ),
    picture: (photo_id: string, label: string) => ({
      ...{ id: photo_id, label, url: urls.value.get(photo_id) ?? null },
    }),
    isShooting: shooting.isBusy,
    shoot: (slot: string, from: ShotSource) =>
      shooting.shoot({ subject_kind: 'supervision_matter', subject_id: id(), slot }, from),
    drop: dropPhoto,
    report: (part_id: string, report: string, photo_ids: string[]) =>
      send(() => perform('matter.report_part', { part_id, report, photo_ids })),
    giveBack: (part_id: string, reason: string) =>
      send(() => perform('matter.return_part', { part_id, reason })),
    addPart: (part: PartDraft) =>
      send(() => perform('matter.add_part', { ...args(), part: { part_id: uuidv7(), ...part } })),
    plan: (next_step: string, next_on: string) =>
      send(() => perform('matter.plan_step', { ...args(), next_step, next_on })),
    markKey: (reason: string) => send(() => perform('matter.mark_key', { ...args(), reason })),
    /** Whatever else is asked of the server for it. */
    send,
    sends: computed(() => manages.value && person.value.grants.includes('task.assign')),
    close: (result: string) => send(() => perform('matter.close', { ...args(), result })),
    askWaiver: (reason: string) => send(() => perform('matter.ask_waiver', { ...args(), reason })),
    answerWaiver: (is_granted: boolean, answer: string) =>
      send(() => perform('matter.answer_waiver', { ...args(), is_granted, answer })),
    confirm: (receipt_id: string) => send(() => perform('matter.acknowledge', { receipt_id })),
  };
}

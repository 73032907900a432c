// Signing (受检方签字), or 拒签 with its reason and a witness photo.
import { computed, onMounted, ref, watch } from 'vue';
import { saveShot } from '@/local/capture';
import { readDraft, saveDraft } from '@/local/drafts';
import { perform } from '@/local/perform';
import { useRows } from '@/local/rows';
import type { Check } from './useCheck';
import { useShooting } from './useShooting';

type Drawn = { bytes: ArrayBuffer; type: string; width: number; height: number };
type Signer = { name: string; post: string; isRefused: boolean; reason: string };

const SLOTS = ['signature', 'witness'];
const msOf = (instant: string | null | undefined): number => (instant ? Date.parse(instant) : 0);

/** What was signed is what is sent: a later change asks for a new signature. */
function isStale({ visit, answers, photos }: Check): boolean {
  const signed = msOf(visit.value?.signed_at);
  const shots = photos.value.filter(({ slot }) => !SLOTS.includes(slot));
  const times = [
    ...answers.value.map((each) => each.answered_at),
    ...shots.map((each) => each.taken_at),
  ];
  return times.some((at) => msOf(at) > signed);
}

export function useSigning(check: Check, visit_id: string) {
  const signer = ref<Signer>({ name: '', post: '', isRefused: false, reason: '' });
  const isBusy = ref(false);
  const failure = ref(false);
  const visits = useRows('visit');
  const shooting = useShooting(visit_id);
  const key = `visit-signer.${visit_id}`;
  let isTouched = false;

  const witnesses = computed(() => check.photos.value.filter(({ slot }) => slot === 'witness'));

  /** Whoever signed last at this site is there again, more often than not. */
  watch(
    () => [visits.value, check.visit.value] as const,
    ([all, visit]) => {
      if (isTouched || signer.value.name) return;
      const before = all.findLast(
        (each) => each.site_id === visit?.site_id && each.signer_name && each.id !== visit_id,
      );
      if (before)
        Object.assign(signer.value, { name: before.signer_name, post: before.signer_post });
    },
  );
  onMounted(async () => {
    const kept = await readDraft<Signer>(key);
    if (kept) signer.value = kept;
    isTouched = kept !== undefined;
    await shooting.restore();
  });

  function change(words: Partial<Signer>): void {
    isTouched = true;
    Object.assign(signer.value, words);
    void saveDraft(key, signer.value);
  }

  async function write(photo_id: string): Promise<void> {
    const { name, post, isRefused, reason } = signer.value;
    await perform('visit.sign', {
      ...{ visit_id, photo_id, signer_name: name.trim(), signer_post: post.trim() },
      ...{ is_refused: isRefused, refusal_reason: isRefused ? reason.trim() : '' },
    });
    const old = check.photos.value.filter(
      ({ id, slot }) => SLOTS.includes(slot) && id !== photo_id,
    );
    for (const { id } of old) await shooting.remove(id);
  }

  async function whileBusy(work: () => Promise<void>): Promise<boolean> {
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

  const target = { subject_kind: 'visit', subject_id: visit_id, slot: 'signature' } as const;
  return {
    ...{ signer, change, isBusy, failure, shooting, witnesses },
    isSigned: computed(() => !!check.visit.value?.signed_at && !isStale(check)),
    isOutdated: computed(() => !!check.visit.value?.signed_at && isStale(check)),
    sign: (drawn: Drawn): Promise<boolean> =>
      whileBusy(async () =>
        write(await saveShot(target, { ...drawn, thumb: null, source: 'pad' })),
      ),
    refuse: (): Promise<boolean> =>
      whileBusy(async () => {
        const [witness] = witnesses.value;
        if (witness) await write(witness.id);
      }),
  };
}

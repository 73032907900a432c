// The checklist page: judging, scrolling on by itself, shooting, and finding the place again.
import { nextTick, ref, watch } from 'vue';
import type { PickFrom } from '@/ui/pickPhoto';
import type { Result } from './rules';
import { useBurst } from './useBurst';
import { useCheck } from './useCheck';
import { usePhrases } from './usePhrases';
import { cardOf, usePlace } from './usePlace';
import { useShooting } from './useShooting';
import { useShown } from './useShown';
import { type ItemView, isOpen, nextOpen, type Section } from './views';

/** Lets the chosen button be seen before the page moves. */
const PAUSE_MS = 220;
/** Long enough to be read, then out of the way. */
const TOLD_MS = 8000;

function scrollTo(code: string): void {
  const card = cardOf(code);
  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  card?.scrollIntoView({ block: 'start', behavior: isCalm ? 'instant' : 'smooth' });
  card?.focus({ preventScroll: true });
}

export function useChecklist(visit_id: string, startAt: string) {
  const check = useCheck(visit_id);
  const shown = useShown(check.photos, () => check.visit.value?.state === 'open');
  const shooting = useShooting(visit_id);
  const burst = useBurst(visit_id);
  const place = usePlace(visit_id);
  const phrases = usePhrases(visit_id);
  const restoredAt = ref<string | null>(null);

  const viewOf = (code: string): ItemView | undefined =>
    check.views.value.find(({ item }) => item.code === code);

  /** Moves on only from an item that has just become complete. */
  function moveOn(code: string): void {
    const view = viewOf(code);
    if (!view || isOpen(view)) return;
    const next = nextOpen(check.views.value, code);
    if (next) window.setTimeout(() => scrollTo(next), PAUSE_MS);
  }

  function judge(view: ItemView, result: Result): void {
    const wasOpen = isOpen(view);
    void check.answering.answer(view.item.code, { result });
    if (wasOpen) moveOn(view.item.code);
  }

  async function shoot(view: ItemView, from: PickFrom): Promise<void> {
    const { code } = view.item;
    const wasLast = view.missing.length === 1 && view.missing[0] === 'photo';
    const photo_id = await shooting.shoot(code, from);
    if (!photo_id || !wasLast) return;
    // The row of the photo has to be read back first.
    const stop = watch(check.views, () => {
      const now = viewOf(code);
      if (now && !isOpen(now)) moveOn(code);
      stop();
    });
  }

  function tellPlace(code: string | null): void {
    restoredAt.value = code;
    window.setTimeout(() => {
      restoredAt.value = null;
    }, TOLD_MS);
  }

  async function restore(): Promise<void> {
    await nextTick();
    const found = await place.restore();
    await Promise.all([check.answering.restore(), shooting.restore()]);
    const wanted = startAt || shooting.lostSlot.value;
    if (wanted) scrollTo(wanted);
    else tellPlace(found);
  }

  const stopWaiting = watch(
    check.isReady,
    (isReady) => {
      if (!isReady) return;
      void restore();
      void nextTick(() => stopWaiting());
    },
    { immediate: true },
  );

  return {
    ...{ check, shown, shooting, burst, restoredAt, judge, shoot, scrollTo },
    phrasesOf: ({ item }: ItemView) => phrases(item.code, item.guide),
    passSection: async (section: Section): Promise<void> => {
      const last = section.items.at(-1)?.item.code ?? '';
      await check.passSection(section);
      moveOn(last);
    },
  };
}

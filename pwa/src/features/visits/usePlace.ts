// The place on the checklist: which item was at the top; kept while scrolling, found again after a reload.
import { onMounted, onUnmounted } from 'vue';
import { readDraft, saveDraft } from '@/local/drafts';

type Place = { code: string; offset: number };

const PAUSE_MS = 250;
const key = (visit_id: string) => `visit-place.${visit_id}`;
/** The app was started anew: only then there is something to tell about. */
let isFirst = true;

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-item]')];

export const cardOf = (code: string): HTMLElement | undefined =>
  cards().find((card) => card.dataset.item === code);

function here(): Place | null {
  const top = cards().find((card) => card.getBoundingClientRect().bottom > 160);
  const code = top?.dataset.item;
  return top && code ? { code, offset: Math.round(top.getBoundingClientRect().top) } : null;
}

export function usePlace(visit_id: string) {
  let timer = 0;
  let isRestored = false;

  const keep = (): void => {
    const place = here();
    if (place && isRestored) void saveDraft(key(visit_id), place);
  };
  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, PAUSE_MS);
  };

  onMounted(() => {
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('pagehide', keep);
  });
  onUnmounted(() => {
    window.clearTimeout(timer);
    window.removeEventListener('scroll', later);
    window.removeEventListener('pagehide', keep);
  });

  /** Called once the items are drawn; the item that was restored, where the app had been restarted. */
  async function restore(): Promise<string | null> {
    const place = await readDraft<Place>(key(visit_id));
    const card = place && cardOf(place.code);
    if (place && card) {
      window.scrollBy({
        top: card.getBoundingClientRect().top - place.offset,
        behavior: 'instant',
      });
    }
    isRestored = true;
    const isTold = isFirst && card !== undefined;
    isFirst = false;
    return isTold && place ? place.code : null;
  }

  return { restore, keep };
}

// The office's keyboard on a list: j and k move, Enter opens, / searches, Escape closes.
import { onScopeDispose, type Ref, ref, watch } from 'vue';

type Verbs = { open(index: number): void; search(): void; close(): void };

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
const isMeant = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
/** A sheet or a picture over the page has keys of its own. */
const isCovered = (): boolean => document.querySelector('dialog[open]') !== null;

export function useListKeys(count: () => number, { open, search, close }: Verbs): Ref<number> {
  const cursor = ref(-1);
  const move = (by: number): void => {
    cursor.value = Math.max(0, Math.min(count() - 1, cursor.value + by));
  };
  const keys: Record<string, () => void> = {
    j: () => move(1),
    k: () => move(-1),
    Enter: () => cursor.value >= 0 && open(cursor.value),
    '/': search,
    Escape: close,
  };
  const leaveField = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
  };
  const press = (event: KeyboardEvent): void => {
    if (!isMeant(event) || isCovered()) return;
    if (isTyping(event)) return leaveField(event);
    // A focused button or link answers Enter by itself.
    if (event.key === 'Enter' && event.target !== document.body) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  window.addEventListener('keydown', press);
  onScopeDispose(() => window.removeEventListener('keydown', press));
  watch(count, (now) => {
    cursor.value = Math.min(cursor.value, now - 1);
  });
  return cursor;
}

// The office's keyboard on a list: j and k move, Enter opens, / searches, Escape closes.
import { onScopeDispose, type Ref, ref, watch } from 'vue';

type Verbs = { open(index: number): void; search(): void; close(): void };

const TEXT = 'textarea, select, input:not([type="radio"], [type="checkbox"], [type="range"])';
const PRESSED = 'button, a, summary';

const isAt = ({ target }: KeyboardEvent, selector: string): boolean =>
  target instanceof HTMLElement && target.matches(selector);
const isTyping = (event: KeyboardEvent): boolean => isAt(event, TEXT);
/** A focused button or link answers Enter by itself. */
const isAnswered = (event: KeyboardEvent): boolean => event.key === 'Enter' && isAt(event, PRESSED);
const isShortcut = (event: KeyboardEvent): boolean =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
/** A sheet or a picture over the page has keys of its own. */
const isCovered = (): boolean => document.querySelector('dialog[open]') !== null;
const isMeant = (event: KeyboardEvent): boolean =>
  isShortcut(event) && !isAnswered(event) && !isCovered();

function leaveField({ key, target }: KeyboardEvent): void {
  if (key === 'Escape' && target instanceof HTMLElement) target.blur();
}

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
  const press = (event: KeyboardEvent): void => {
    const act = isTyping(event) ? undefined : keys[event.key];
    if (isTyping(event)) leaveField(event);
    if (!act || !isMeant(event)) return;
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

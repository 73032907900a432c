// Keys of a page in the office: never while somebody types, never under an open sheet.
import { onMounted, onUnmounted } from 'vue';

const TEXT = 'textarea, select, input:not([type="radio"], [type="checkbox"], [type="range"])';
const PRESSED = 'button, a, summary';

const isAt = ({ target }: KeyboardEvent, selector: string): boolean =>
  target instanceof HTMLElement && target.matches(selector);
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

/** The page's search box, as "/" wants it. */
export function focusSearch(): void {
  document.querySelector<HTMLInputElement>('[role="search"] input')?.focus();
}

export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const press = (event: KeyboardEvent): void => {
    if (isAt(event, TEXT)) {
      leaveField(event);
      return;
    }
    const act = keys[event.key];
    if (!act || !isMeant(event)) return;
    event.preventDefault();
    act();
  };
  onMounted(() => window.addEventListener('keydown', press));
  onUnmounted(() => window.removeEventListener('keydown', press));
}

// Keys for the office: j and k walk through the list, / goes to the search box, Escape back to the list.
import { onMounted, onUnmounted } from 'vue';
import { type RouteLocationRaw, useRouter } from 'vue-router';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;

export function useListKeys(
  list: RouteLocationRaw,
  places: () => readonly RouteLocationRaw[],
  current: () => number,
): void {
  const router = useRouter();
  const go = (by: number): void => {
    const all = places();
    const next = all[Math.min(all.length - 1, Math.max(0, current() + by))];
    if (next) void router.replace(next);
  };
  const toSearch = (): void =>
    document.querySelector<HTMLInputElement>('[role="search"] input')?.focus();
  const actions: Record<string, () => void> = {
    j: () => go(1),
    k: () => go(-1),
    '/': toSearch,
    Escape: () => void router.replace(list),
  };

  const press = (event: KeyboardEvent): void => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  onMounted(() => window.addEventListener('keydown', press));
  onUnmounted(() => window.removeEventListener('keydown', press));
}

// Keys for the office: j and k walk through the list, / goes to the search box, Escape back to the list.
import { type RouteLocationRaw, useRouter } from 'vue-router';
import { focusSearch, useShortcuts } from '@/ui/useShortcuts';

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
  useShortcuts({
    j: () => go(1),
    k: () => go(-1),
    '/': focusSearch,
    Escape: () => void router.replace(list),
  });
}

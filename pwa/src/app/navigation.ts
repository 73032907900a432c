// Where one can go: the entries of the tab bar and the side bar, from what the features' routes say.
import type { RouteMeta, RouteRecordRaw } from 'vue-router';
import type { NavEntry } from './route-meta';

export type Place = NavEntry & { path: string };

const hasAny = (grants: readonly string[], wanted: readonly string[] = []): boolean =>
  wanted.length === 0 || wanted.some((grant) => grants.includes(grant));

/** The entries open to somebody with these grants, in their order. */
export function placesFor(routes: readonly RouteRecordRaw[], grants: readonly string[]): Place[] {
  return routes
    .flatMap(({ path, meta }) => (meta?.nav ? [{ ...meta.nav, path }] : []))
    .filter((place) => hasAny(grants, place.grants))
    .sort((a, b) => a.order - b.order);
}

/** The tab bar holds five at most: thumbs need room. */
export const tabsOf = (places: readonly Place[]): Place[] => {
  const tabs = places.filter(({ place }) => place !== 'side');
  const last = tabs.at(-1);
  return tabs.length <= 5 || !last ? tabs : [...tabs.slice(0, 4), last];
};

/** Whether an address lies under a place: an order's own page under the orders. */
export const isWithin = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`);

export const mayOpen = (meta: RouteMeta | undefined, grants: readonly string[]): boolean =>
  hasAny(grants, meta?.grants) && hasAny(grants, meta?.nav?.grants);

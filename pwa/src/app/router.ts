// Routes: every feature brings its own; the home page is the first one that the user may open.
import {
  createRouter,
  createWebHistory,
  type RouteLocation,
  type RouteRecordRaw,
} from 'vue-router';
import { useSession } from '@/local/session';
import { mayOpen, placesFor } from './navigation';

const files = import.meta.glob<{ routes: RouteRecordRaw[] }>('../features/*/routes.ts', {
  eager: true,
});

export const featureRoutes: readonly RouteRecordRaw[] = Object.values(files).flatMap(
  ({ routes }) => routes,
);

const { user } = useSession();
const grants = (): readonly string[] => user.value?.grants ?? [];

export const homePath = (): string => placesFor(featureRoutes, grants())[0]?.path ?? '/me';

/** Whether this user may see this page, and it is one. */
export const isOpen = ({ path, meta }: Pick<RouteLocation, 'path' | 'meta'>): boolean =>
  path !== '/' && mayOpen(meta, grants());

/** `fetchWords` brings the words of all pages; the first screen has its own. */
export function createRoutes(fetchWords: () => Promise<void>) {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      ...featureRoutes,
      // Where nobody is signed in yet there is no home; the shell leads on from here.
      { path: '/', component: { render: () => null } },
      { path: '/:path(.*)*', redirect: '/' },
    ],
    scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  });
  router.beforeEach((to) => {
    // Nobody is signed in: the gate shows the sign-in page at any address.
    if (!user.value || isOpen(to)) return true;
    return { path: homePath(), replace: true };
  });
  router.beforeResolve(async ({ path }) => {
    if (path !== '/' && path !== '/today') await fetchWords();
  });
  return router;
}

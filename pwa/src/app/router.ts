// Routes: every feature brings its own; the home page is the first one that the user may open.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
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

export function createRoutes() {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      ...featureRoutes,
      { path: '/', redirect: homePath },
      { path: '/:path(.*)*', redirect: '/' },
    ],
    scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  });
  router.beforeEach((to) => {
    // Nobody is signed in: the gate shows the sign-in page over any address.
    if (!user.value || mayOpen(to.meta, grants())) return true;
    return { path: homePath(), replace: true };
  });
  return router;
}

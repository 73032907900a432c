// Notifications: the inbox.
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/notices',
    name: 'notices',
    component: () => import('./pages/NoticesPage.vue'),
    meta: { nav: { order: 40, icon: 'bell', title: 'notifications.nav', badge: 'notices' } },
  },
];

// Session: the page about oneself and this device. (Signing in has no address: the gate shows it anywhere.)
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/me',
    name: 'me',
    component: () => import('./pages/MePage.vue'),
    meta: { nav: { order: 90, icon: 'me', title: 'session.nav' } },
  },
];

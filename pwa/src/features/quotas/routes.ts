// Quotas: one's own as rings, everybody's as a board.
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/quotas',
    name: 'quotas',
    component: () => import('./pages/QuotasPage.vue'),
    meta: { nav: { order: 30, icon: 'quota', title: 'quotas.nav', grants: ['quota.read'] } },
  },
];

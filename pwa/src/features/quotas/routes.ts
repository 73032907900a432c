// Quotas: one's own as rings; the board of all units, one number with its visits, and the top-up list.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['quota.read'];
const office = {
  component: () => import('./pages/OfficePage.vue'),
  props: true,
  meta: { grants },
};

export const routes: RouteRecordRaw[] = [
  {
    path: '/quotas',
    name: 'quotas',
    component: () => import('./pages/QuotasPage.vue'),
    meta: { nav: { order: 30, icon: 'quota', title: 'quotas.nav', grants } },
  },
  { path: '/quotas/board', name: 'quota-board', ...office },
  { path: '/quotas/:id/:view?', name: 'quota', ...office },
];

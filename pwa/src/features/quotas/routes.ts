// Quotas: one's own as rings; the board of all units, one number with its visits, and the top-up list.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['quota.read'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/quotas',
    name: 'quotas',
    component: () => import('./pages/QuotasPage.vue'),
    meta: { nav: { order: 30, icon: 'quota', title: 'quotas.nav', grants } },
  },
  {
    path: '/quotas/board',
    name: 'quota-board',
    component: () => import('./pages/BoardPage.vue'),
    meta: { grants },
  },
  {
    path: '/quotas/:id',
    name: 'quota',
    component: () => import('./pages/QuotaPage.vue'),
    props: true,
    meta: { grants },
  },
  {
    path: '/quotas/:id/topup',
    name: 'quota-topup',
    component: () => import('./pages/TopUpPage.vue'),
    props: true,
    meta: { grants },
  },
];

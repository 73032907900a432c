// Planning: the home page of whoever records checks.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['visit.record'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/today',
    name: 'today',
    component: () => import('./pages/TodayPage.vue'),
    meta: { grants, nav: { order: 10, icon: 'today', title: 'planning.nav', grants } },
  },
];

// Planning: the home page of whoever records checks.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['visit.record'];
const drawGrants = ['draw.read'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/today',
    name: 'today',
    component: () => import('./pages/TodayPage.vue'),
    meta: { grants, nav: { order: 10, icon: 'today', title: 'planning.nav', grants } },
  },
  {
    path: '/draws',
    name: 'draws',
    component: () => import('./pages/DrawsPage.vue'),
    meta: {
      grants: drawGrants,
      nav: {
        order: 46,
        icon: 'ready',
        title: 'planning.drawsNav',
        place: 'side',
        grants: drawGrants,
      },
    },
  },
  {
    path: '/draws/new',
    name: 'draw-new',
    component: () => import('./pages/DrawWizardPage.vue'),
    meta: { grants: ['draw.make'] },
  },
  {
    path: '/draws/:id',
    name: 'draw',
    component: () => import('./pages/DrawPage.vue'),
    props: true,
    meta: { grants: drawGrants },
  },
];

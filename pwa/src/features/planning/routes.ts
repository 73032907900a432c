// Planning: the home page of whoever records checks; what there is to sample from, and its imports.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['visit.record'];
const office = { grants: ['population.manage'] };

export const routes: RouteRecordRaw[] = [
  {
    path: '/today',
    name: 'today',
    component: () => import('./pages/TodayPage.vue'),
    meta: { grants, nav: { order: 10, icon: 'today', title: 'planning.nav', grants } },
  },
  {
    path: '/populations',
    name: 'populations',
    component: () => import('./pages/PopulationsPage.vue'),
    meta: {
      nav: {
        ...{ order: 46, icon: 'people', title: 'planning.populationsNav.nav', place: 'side' },
        ...office,
      },
    },
  },
  {
    path: '/populations/imports',
    name: 'imports',
    component: () => import('./pages/ImportsPage.vue'),
    meta: office,
  },
  {
    path: '/populations/imports/:id',
    name: 'import',
    component: () => import('./pages/ImportPage.vue'),
    props: true,
    meta: office,
  },
];

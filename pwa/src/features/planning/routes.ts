// Planning: the home page of whoever records checks, all of his tasks, the office's plans, and what there is to sample.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['visit.record'];
const office = { grants: ['population.manage'] };
const desk = ['plan.draft', 'plan.approve', 'task.assign', 'order.watch', 'journal.read'];

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
        ...{ order: 48, icon: 'people', title: 'planning.populationsNav.nav', place: 'side' },
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
  // Whoever is told of a task may look, also the head of whose unit it is.
  {
    path: '/tasks',
    name: 'tasks',
    component: () => import('./pages/MyTasksPage.vue'),
  },
  {
    path: '/plans',
    name: 'plans',
    component: () => import('./pages/PlansPage.vue'),
    meta: {
      grants: desk,
      nav: { order: 46, icon: 'flag', title: 'planning.navPlans', place: 'side', grants: desk },
    },
  },
  {
    path: '/plans/:id',
    name: 'plan',
    component: () => import('./pages/PlanPage.vue'),
    props: true,
    meta: { grants: desk },
  },
];

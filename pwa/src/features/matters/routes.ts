// Supervision matters (督查事项): the list, and one of them, or the form for a new one, beside it.
import type { RouteRecordRaw } from 'vue-router';

const component = () => import('./pages/MattersPage.vue');
const grants = ['matter.read'];
const nav = { order: 45, icon: 'flag', title: 'matters.nav', place: 'side', grants } as const;

export const routes: RouteRecordRaw[] = [
  { path: '/matters', name: 'matters', component, meta: { grants, nav } },
  { path: '/matters/:id', name: 'matter', component, props: true, meta: { grants } },
];

// Organisation: the sites, and what the head of the supervision group lends.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['site.read'];
const SitesPage = () => import('./pages/SitesPage.vue');

export const routes: RouteRecordRaw[] = [
  {
    path: '/sites',
    name: 'sites',
    component: SitesPage,
    meta: { grants, nav: { order: 50, icon: 'site', title: 'organisation.nav', grants } },
  },
  {
    path: '/delegations',
    name: 'delegations',
    component: () => import('./pages/DelegationsPage.vue'),
    meta: {
      grants: ['order.propose'],
      nav: {
        ...{ order: 60, icon: 'stamp', title: 'organisation.delegations.nav', place: 'side' },
        grants: ['order.delegate'],
      },
    },
  },
  {
    path: '/sites/:id',
    name: 'site',
    component: SitesPage,
    props: true,
    meta: { grants },
  },
];

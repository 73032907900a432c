// Organisation: the sites.
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
    path: '/sites/:id',
    name: 'site',
    component: SitesPage,
    props: true,
    meta: { grants },
  },
];

// Catalogue: the checklists, to read.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['visit.record', 'site.read', 'order.read'];
const TemplatesPage = () => import('./pages/TemplatesPage.vue');

export const routes: RouteRecordRaw[] = [
  {
    path: '/templates',
    name: 'templates',
    component: TemplatesPage,
    meta: {
      grants,
      nav: { order: 60, icon: 'book', title: 'catalogue.nav', grants, place: 'side' },
    },
  },
  {
    path: '/templates/:id',
    name: 'template',
    component: TemplatesPage,
    props: true,
    meta: { grants },
  },
];

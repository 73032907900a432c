// Visits: from choosing a site to the record of a closed check.
import type { RouteLocation, RouteRecordRaw } from 'vue-router';

const grants = ['visit.record'];
const byId = ({ params }: RouteLocation) => ({ id: String(params.id) });
const withQuery = ({ params, query }: RouteLocation) => ({ ...query, ...params });

export const routes: RouteRecordRaw[] = [
  {
    path: '/visits',
    name: 'visits',
    component: () => import('./pages/VisitsPage.vue'),
    meta: {
      grants,
      nav: { order: 15, icon: 'selfcheck', title: 'visits.nav', grants, place: 'side' },
    },
  },
  {
    path: '/visits/new',
    name: 'visit-new',
    component: () => import('./pages/SitePickPage.vue'),
    props: withQuery,
    meta: { grants },
  },
  {
    path: '/visits/start/:siteId',
    name: 'check-in',
    component: () => import('./pages/CheckInPage.vue'),
    props: withQuery,
    meta: { grants },
  },
  {
    path: '/visits/:id/check',
    name: 'visit-check',
    component: () => import('./pages/ChecklistPage.vue'),
    props: (to) => ({ ...byId(to), at: String(to.query.at ?? '') }),
    meta: { grants, holdsDraft: true },
  },
  {
    path: '/visits/:id/summary',
    name: 'visit-summary',
    component: () => import('./pages/SummaryPage.vue'),
    props: byId,
    meta: { grants, holdsDraft: true },
  },
  {
    path: '/visits/:id/slip',
    name: 'visit-slip',
    component: () => import('./pages/SlipPage.vue'),
    props: byId,
    meta: { grants: ['order.propose'], holdsDraft: true },
  },
  {
    path: '/visits/:id/done',
    name: 'visit-done',
    component: () => import('./pages/DonePage.vue'),
    props: byId,
    meta: { grants },
  },
  {
    path: '/visits/:id',
    name: 'visit',
    component: () => import('./pages/RecordPage.vue'),
    props: byId,
    meta: { grants },
  },
];

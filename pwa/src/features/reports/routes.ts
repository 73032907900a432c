// Reports: a month's orders in one file.
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/month-prints',
    name: 'month-prints',
    component: () => import('./pages/MonthPrintsPage.vue'),
    meta: {
      nav: {
        ...{ order: 34, icon: 'file', title: 'reports.nav', place: 'side' },
        grants: ['report.print'],
      },
    },
  },
];

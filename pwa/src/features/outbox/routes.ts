// Outbox: what is still on this device, and what needs a person.
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/outbox',
    name: 'outbox',
    component: () => import('./pages/OutboxPage.vue'),
    meta: {
      nav: { order: 80, icon: 'sending', title: 'outbox.nav', place: 'side', badge: 'unsent' },
    },
  },
];

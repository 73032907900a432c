// Notifications: the inbox, one's own ways, receipts of an order, the company's channels.
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/notices',
    name: 'notices',
    component: () => import('./pages/NoticesPage.vue'),
    meta: { nav: { order: 40, icon: 'bell', title: 'notifications.nav', badge: 'notices' } },
  },
  {
    path: '/me/notices',
    name: 'notice-settings',
    component: () => import('./pages/NoticeSettingsPage.vue'),
  },
  {
    path: '/orders/:id/receipts',
    name: 'order-receipts',
    component: () => import('./pages/ReceiptsPage.vue'),
    props: true,
    meta: { grants: ['notice.trace'] },
  },
  {
    path: '/channels',
    name: 'channels',
    component: () => import('./pages/ChannelsPage.vue'),
    meta: {
      nav: {
        ...{ order: 76, icon: 'bell', title: 'notifications.channels.nav', place: 'side' },
        grants: ['notice.manage'],
      },
    },
  },
];

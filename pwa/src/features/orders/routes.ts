// Orders: the list, an order beside or over it, its feedback, its review, and reviews in a row.
import type { RouteRecordRaw } from 'vue-router';

const OrdersPage = () => import('./pages/OrdersPage.vue');

export const routes: RouteRecordRaw[] = [
  {
    path: '/orders',
    name: 'orders',
    component: OrdersPage,
    meta: { nav: { order: 20, icon: 'orders', title: 'orders.nav', grants: ['order.read'] } },
  },
  {
    path: '/orders/review/:id?',
    name: 'order-queue',
    component: () => import('./pages/ReviewQueuePage.vue'),
    props: true,
    meta: { grants: ['order.review'] },
  },
  {
    path: '/board',
    name: 'order-board',
    component: () => import('./pages/BoardPage.vue'),
    meta: {
      grants: ['order.read'],
      nav: {
        ...{ order: 22, icon: 'quota', title: 'orders.board.nav', place: 'side' },
        grants: ['order.read'],
      },
    },
  },
  {
    path: '/orders/:id',
    name: 'order',
    component: OrdersPage,
    props: true,
    meta: { grants: ['order.read'] },
  },
  {
    path: '/orders/:id/feedback',
    name: 'order-feedback',
    component: () => import('./pages/FeedbackPage.vue'),
    props: true,
    meta: { grants: ['order.respond'], holdsDraft: true },
  },
  {
    path: '/orders/:id/review',
    name: 'order-review',
    component: () => import('./pages/ReviewPage.vue'),
    props: true,
    meta: { grants: ['order.review'] },
  },
];

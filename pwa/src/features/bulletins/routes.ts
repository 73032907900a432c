// Bulletins: the list of months, and one of them to read, sign for, edit and approve.
import type { RouteRecordRaw } from 'vue-router';

const BulletinsPage = () => import('./pages/BulletinsPage.vue');
const grants = ['bulletin.read'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/bulletins',
    name: 'bulletins',
    component: BulletinsPage,
    meta: {
      grants,
      nav: { order: 48, icon: 'book', title: 'bulletins.nav', place: 'side', grants },
    },
  },
  {
    path: '/bulletins/:id',
    name: 'bulletin',
    component: BulletinsPage,
    props: true,
    meta: { grants },
  },
];

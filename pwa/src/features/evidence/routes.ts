// Evidence: the photos of this person, and suspicions about everybody's.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['photo.attach'];
const FlagsPage = () => import('./pages/FlagsPage.vue');
const judging = ['evidence.judge'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/photos',
    name: 'photos',
    component: () => import('./pages/PhotosPage.vue'),
    meta: { grants },
  },
  {
    path: '/photos/:id',
    name: 'photo',
    component: () => import('./pages/PhotoPage.vue'),
    props: true,
    meta: { grants },
  },
  {
    path: '/flags',
    name: 'flags',
    component: FlagsPage,
    meta: {
      nav: {
        ...{ order: 62, icon: 'flag', title: 'evidence.flags.nav', place: 'side' },
        grants: judging,
      },
    },
  },
  {
    path: '/flags/:id',
    name: 'flag',
    component: FlagsPage,
    props: true,
    meta: { grants: judging },
  },
];

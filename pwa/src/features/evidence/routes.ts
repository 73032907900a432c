// Evidence: the photos that this person may see, marking them up, and suspicions about everybody's.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['photo.attach'];
const seeing = [...grants, 'order.read'];
const FlagsPage = () => import('./pages/FlagsPage.vue');
const judging = ['evidence.judge'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/photos',
    name: 'photos',
    component: () => import('./pages/PhotosPage.vue'),
    meta: {
      grants: seeing,
      nav: {
        ...{ order: 46, icon: 'gallery', title: 'evidence.nav', place: 'side' },
        grants: seeing,
      },
    },
  },
  {
    path: '/photos/:id',
    name: 'photo',
    component: () => import('./pages/PhotoPage.vue'),
    props: true,
  },
  {
    path: '/photos/:id/annotate',
    name: 'annotate',
    component: () => import('./pages/AnnotatePage.vue'),
    props: true,
    meta: { grants, holdsDraft: true },
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

// Evidence: the photos that this person may see, one with its facts, and marking it up.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['photo.attach'];
const seeing = [...grants, 'order.read'];

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
];

// Evidence: the photos that this person may see, one with its facts, and marking it up.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['photo.attach'];

export const routes: RouteRecordRaw[] = [
  {
    path: '/photos',
    name: 'photos',
    component: () => import('./pages/PhotosPage.vue'),
    meta: { grants: [...grants, 'order.read'] },
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

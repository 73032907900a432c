// Evidence: the photos of this person.
import type { RouteRecordRaw } from 'vue-router';

const grants = ['photo.attach'];

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
];

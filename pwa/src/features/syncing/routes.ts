// Syncing: devices, what waits for an operator's repair, rescue files; and everybody's own devices.
import type { RouteRecordRaw } from 'vue-router';

export const routes: RouteRecordRaw[] = [
  {
    path: '/devices',
    name: 'devices',
    component: () => import('./pages/DevicesPage.vue'),
    meta: {
      nav: {
        ...{ order: 70, icon: 'phone', title: 'syncing.devices.nav', place: 'side' },
        grants: ['device.manage'],
      },
    },
  },
  {
    path: '/me/devices',
    name: 'my-devices',
    component: () => import('./pages/MyDevicesPage.vue'),
  },
  {
    path: '/repair',
    name: 'repair',
    component: () => import('./pages/RepairPage.vue'),
    meta: {
      nav: {
        ...{ order: 72, icon: 'wrench', title: 'syncing.repair.nav', place: 'side' },
        grants: ['sync.repair'],
      },
    },
  },
  {
    path: '/rescue',
    name: 'rescue',
    component: () => import('./pages/RescuePage.vue'),
    meta: {
      nav: {
        ...{ order: 74, icon: 'lifebuoy', title: 'syncing.rescue.nav', place: 'side' },
        grants: ['sync.rescue'],
      },
    },
  },
];

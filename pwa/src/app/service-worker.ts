// The service worker: keeps the app itself for offline starts. It never touches writes or the API.
import { clientsClaim } from 'workbox-core';
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

cleanupOutdatedCaches();

// Workbox answers GET requests for these very files only; every other request goes to the network untouched.
precacheAndRoute(self.__WB_MANIFEST);

/** Pages that the server itself draws: the API's documentation, health, help with certificates, a slip's proof. */
const SERVER_PAGES = [/^\/(api|healthz|readyz|install|problems|v)(\/|$)/];

registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: SERVER_PAGES }),
);

// A new version waits until the user asks for it (see useUpdate.ts); the page then reloads itself.
self.addEventListener('message', (event) => {
  if (event.data?.type === 'SKIP_WAITING') void self.skipWaiting();
});

// The first visit is offline-ready without a reload.
clientsClaim();

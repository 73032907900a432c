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

type Told = { title: string; body: string; path: string; tag: string };

/** Only pages of ours: what a notice opens must never lead elsewhere. */
const pageOf = (path: unknown): string =>
  typeof path === 'string' && /^\/(?!\/)/.test(path) ? path : '/notices';

// What the server tells while the app is closed (网页推送); the same tag shows as one, however often it comes.
self.addEventListener('push', (event) => {
  const { title, body, path, tag } = (event.data?.json() ?? {}) as Partial<Told>;
  const shown = self.registration.showNotification(title ?? '督查通', {
    ...{ body: body ?? '您有新消息', tag: tag ?? 'notice', data: { path: pageOf(path) } },
    ...{ icon: '/icons/icon-192.png', badge: '/icons/icon-192.png', lang: 'zh-CN' },
  });
  event.waitUntil(shown);
});

/** A page that is open turns to it by itself, so that no draft in it is lost; else one is opened. */
async function openPage(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window' });
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
  if (!page) {
    await self.clients.openWindow(path);
    return;
  }
  page.postMessage({ type: 'OPEN', path });
  await page.focus();
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage(pageOf(event.notification.data?.path)));
});

// The first visit is offline-ready without a reload.
clientsClaim();

// Navigation: who sees which entry, and in which order.
import { expect, test } from 'vitest';
import type { RouteRecordRaw } from 'vue-router';
import { isWithin, mayOpen, placesFor, tabsOf } from './navigation';

const route = (path: string, order: number, grants?: string[], place?: 'side'): RouteRecordRaw => ({
  path,
  component: {},
  meta: { nav: { order, icon: 'today', title: path, grants, place } },
});

const routes: RouteRecordRaw[] = [
  route('/me', 90),
  route('/today', 10, ['visit.record']),
  route('/orders', 20, ['order.read']),
  { path: '/orders/:id', component: {} },
];

test('entries come in their order and only where a grant opens them', () => {
  expect(placesFor(routes, ['visit.record']).map(({ path }) => path)).toEqual(['/today', '/me']);
  expect(placesFor(routes, []).map(({ path }) => path)).toEqual(['/me']);
});

test('a page of another role is closed', () => {
  expect(mayOpen(route('/today', 10, ['visit.record']).meta, ['order.read'])).toBe(false);
  expect(mayOpen({ grants: ['a', 'b'] }, ['b'])).toBe(true);
  expect(mayOpen(undefined, [])).toBe(true);
});

test('the tab bar keeps five at most, and always the last one', () => {
  const many = [1, 2, 3, 4, 5, 6].map((at) => route(`/${at}`, at));
  const paths = tabsOf(placesFor([...many, route('/side', 7, undefined, 'side')], []));
  expect(paths.map(({ path }) => path)).toEqual(['/1', '/2', '/3', '/4', '/6']);
});

test('an order’s own page lies under the orders, and a name that only begins alike does not', () => {
  expect(isWithin('/orders/01a2/review', '/orders')).toBe(true);
  expect(isWithin('/orders', '/orders')).toBe(true);
  expect(isWithin('/orders-old', '/orders')).toBe(false);
});

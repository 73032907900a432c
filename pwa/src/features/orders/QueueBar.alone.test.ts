// The bar above each order of the queue: counts, ends, and what was passed over with the reason.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { createI18n } from 'vue-i18n';
import QueueBar from './parts/QueueBar.vue';
import QueueKeys from './parts/QueueKeys.vue';
import type { Skipped } from './queue';
import { anOrder } from './testing';
import text from './text.json';

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { orders: text['zh-CN'], ui: { close: '关闭' } } },
});
const global = { plugins: [i18n] };
const own = (block: Skipped['block'], site_name: string): Skipped => ({
  ...{ block, order: anOrder({ site_name }) },
});

test('four eyes: one’s own are named, each with its reason', () => {
  const skipped = [own('own-order', '望溪北营业厅'), own('own-feedback', '渡口营业厅')];
  const bar = mount(QueueBar, { props: { at: 1, left: 4, done: 2, skipped }, global });
  const lines = bar.findAll('[data-testid=queue-skipped] li').map((line) => line.text());
  expect(lines[0]).toContain('望溪北营业厅');
  expect(lines[0]).toContain('不能审核自己签发的单');
  expect(lines[1]).toContain('不能审核自己提交的反馈');
  expect(bar.get('[data-testid=queue-left]').text()).toMatch(/还剩 4 张.*第 1 \/ 4 张.*已审 2 张/);
});

test('at the first there is none before, at the last none behind', () => {
  const ways = (at: number) => {
    const bar = mount(QueueBar, { props: { at, left: 3, done: 0, skipped: [] }, global });
    return ['before', 'next'].map(
      (way) => bar.get(`[data-testid=queue-${way}]`).attributes('disabled') !== undefined,
    );
  };
  expect([ways(1), ways(2), ways(3)]).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
});

test('the sheet names every key', () => {
  const sheet = mount(QueueKeys, { global, attachTo: document.body });
  const told = sheet.findAll('dl div').map((line) => line.text());
  expect(told).toHaveLength(7);
  expect(told).toContain('p通过（可撤销）');
  sheet.unmount();
});

// The viewer as a person uses it: marks off and on, on to the next, and back closes it.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { nextTick } from 'vue';
import { createI18n } from 'vue-i18n';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Mark } from './marks';
import PhotoViewer from './PhotoViewer.vue';
import text from './text.json';

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { ui: text['zh-CN'] } },
});
const nowhere = { template: '<i/>' };
const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:all(.*)', component: nowhere }],
});
const box: Mark = {
  kind: 'box',
  colour: 'red',
  start: { x: 0.1, y: 0.1 },
  end: { x: 0.5, y: 0.5 },
};
const photo = (id: string) => ({ id, url: `/${id}.jpg`, label: id, width: 400, height: 300 });
const photos = [
  { ...photo('one'), marks: [box], isPicked: true, editor: '/photos/one/annotate' },
  photo('two'),
];

let viewer: ReturnType<typeof open> | undefined;
function open(index: number) {
  return mount(PhotoViewer, {
    props: { photos, modelValue: index },
    global: { plugins: [i18n, router] },
    attachTo: document.body,
  });
}
afterEach(() => viewer?.unmount());

test('marks lie over the picture until they are put away', async () => {
  viewer = open(0);
  await nextTick();
  expect(viewer.get('[data-testid=zoom-stage] img').attributes('src')).toBe('/one.jpg');
  expect(viewer.findAll('[data-testid=marks] path')).toHaveLength(2);
  await viewer.get('[data-testid=toggle-marks]').trigger('click');
  expect(viewer.find('[data-testid=marks]').exists()).toBe(false);
  expect(viewer.text()).toContain('相册');
});

test('it is enlarged by its button, and whole again by the same', async () => {
  viewer = open(1);
  await nextTick();
  const enlarge = viewer.get('[aria-label="放大"]');
  await enlarge.trigger('click');
  expect(viewer.get('[data-testid=zoom-stage]').attributes('data-scale')).toBe('2.50');
  expect(enlarge.attributes('aria-pressed')).toBe('true');
  await enlarge.trigger('click');
  expect(viewer.get('[data-testid=zoom-stage]').attributes('data-scale')).toBe('1.00');
});

test('the arrow keys lead on, and only where there is more', async () => {
  viewer = open(0);
  await nextTick();
  await viewer.get('dialog').trigger('keydown', { key: 'ArrowRight' });
  await viewer.get('dialog').trigger('keydown', { key: 'ArrowLeft' });
  expect(viewer.emitted('update:modelValue')).toEqual([[1], [0]]);
});

test('the phone’s back closes it', async () => {
  viewer = open(0);
  await nextTick();
  window.dispatchEvent(new PopStateEvent('popstate'));
  expect(viewer.emitted('update:modelValue')).toEqual([[null]]);
});

test('only who may draw is led to the editor', async () => {
  viewer = open(0);
  await nextTick();
  expect(viewer.find('[data-testid=annotate]').exists()).toBe(true);
  viewer.unmount();
  viewer = open(1);
  await nextTick();
  expect(viewer.find('[data-testid=annotate]').exists()).toBe(false);
});

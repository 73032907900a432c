// The ghost over the camera's picture, and two pictures side by side that are zoomed together.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, test, vi } from 'vitest';
import { createI18n } from 'vue-i18n';
import BeforeAfter from './BeforeAfter.vue';
import GhostKeys from './GhostKeys.vue';
import PhotoBeside from './PhotoBeside.vue';
import text from './text.json';
import { shownStrength, useGhost } from './useGhost';

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { ui: text['zh-CN'] } },
  // The words lie with those of evidence, which ui knows nothing of.
  missingWarn: false,
  fallbackWarn: false,
});
const global = { plugins: [i18n] };
const side = (name: string) => ({ url: `/${name}.jpg`, label: `${name} 10:00` });

test('the ghost is as strong as one likes, gone when off, and whole while held', () => {
  expect(shownStrength(40, true, false)).toBe(40);
  expect(shownStrength(0, true, false)).toBe(10);
  expect(shownStrength(100, true, false)).toBe(90);
  expect(shownStrength(40, false, false)).toBe(0);
  expect(shownStrength(40, false, true)).toBe(100);
});

test('how strong it is holds for the next photo', () => {
  const first = useGhost();
  first.strength.value = 70;
  expect(useGhost().opacity.value).toBe(0.7);
  first.isHeld.value = true;
  expect(useGhost().isHeld.value).toBe(false);
});

test('the key is held by a finger or by the space bar, and let go with it', async () => {
  const keys = mount(GhostKeys, { props: { on: true, strength: 40, held: false }, global });
  const hold = keys.get('[data-testid=ghost-hold]');
  await hold.trigger('pointerdown', { pointerId: 1 });
  await hold.trigger('pointerup');
  await hold.trigger('keydown', { key: ' ' });
  await hold.trigger('keyup', { key: ' ' });
  expect(keys.emitted('update:held')).toEqual([[true], [false], [true], [false]]);
  await keys.get('[data-testid=ghost-toggle]').trigger('click');
  expect(keys.emitted('update:on')).toEqual([[false]]);
});

test('both pictures are zoomed and moved together, by keys too', async () => {
  const pair = mount(PhotoBeside, {
    props: { before: side('before'), after: side('after') },
    global,
    attachTo: document.body,
  });
  const box = { left: 0, top: 0, width: 400, height: 300 } as DOMRect;
  for (const frame of pair.findAll('.frame')) frame.element.getBoundingClientRect = () => box;
  const planes = () => pair.findAll('.plane').map((plane) => plane.attributes('style'));
  await pair.get('[role=group]').trigger('keydown', { key: '+' });
  await pair.get('[role=group]').trigger('keydown', { key: 'ArrowRight' });
  expect(pair.attributes('data-scale')).toBe('1.50');
  expect(planes()[0]).toContain('translate(-40px, 0px) scale(1.5)');
  expect(planes()[1]).toBe(planes()[0]);
  await pair.get('[role=group]').trigger('keydown', { key: '0' });
  expect(pair.attributes('data-scale')).toBe('1.00');
  // By the wheel over either of them.
  const wheel = new WheelEvent('wheel', { deltaY: -300, clientX: 200, clientY: 150 });
  pair.findAll('.frame')[1]?.element.dispatchEvent(wheel);
  await vi.waitFor(() => expect(Number(pair.attributes('data-scale'))).toBeGreaterThan(2));
  expect(planes()[0]).toBe(planes()[1]);
  await pair.get('[role=group]').trigger('keydown', { key: '0' });
  expect(pair.attributes('data-scale')).toBe('1.00');
});

test('the way of looking holds for every pair of the page', async () => {
  const props = { before: side('before'), after: side('after') };
  const [one, two] = ['第 1 项', '第 2 项'].map((name) =>
    mount(BeforeAfter, { props: { ...props, name }, global }),
  );
  expect(one?.find('input[type=range]').exists()).toBe(true);
  await two?.findAll('input[type=radio]')[1]?.setValue(true);
  expect(one?.find('[data-testid=photo-beside]').exists()).toBe(true);
  await two?.findAll('input[type=radio]')[0]?.setValue(true);
});

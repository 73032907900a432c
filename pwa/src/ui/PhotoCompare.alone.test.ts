// Before and after: the slider by hand and key, pictures of other shapes, and one that is missing.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { createI18n } from 'vue-i18n';
import PhotoCompare from './PhotoCompare.vue';
import text from './text.json';

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: {
    'zh-CN': { ui: text['zh-CN'], evidence: { compare: { coming: '照片正在取来' } } },
  },
});
const side = (name: string, width = 400, height = 300) => ({
  ...{ url: `/${name}.jpg`, label: `${name} 10:00`, width, height },
});
const compare = (before: object, after: object) =>
  mount(PhotoCompare, {
    props: { before, after } as InstanceType<typeof PhotoCompare>['$props'],
    global: { plugins: [i18n] },
  });

test('the slider shows more of one and less of the other', async () => {
  const frame = compare(side('before'), side('after'));
  expect(frame.get('.side.before').attributes('style')).toContain('inset(0 50% 0 0)');
  await frame.get('input[type=range]').setValue(80);
  expect(frame.get('.side.before').attributes('style')).toContain('inset(0 20% 0 0)');
  expect(frame.get('.edge').attributes('style')).toContain('left: 80%');
  expect(frame.get('input[type=range]').attributes('aria-valuetext')).toBe('整改前 80 %');
});

test('its buttons show all of one side', async () => {
  const frame = compare(side('before'), side('after'));
  await frame.findAll('.stops button')[2]?.trigger('click');
  expect(frame.get('.side.before').attributes('style')).toContain('inset(0 100% 0 0)');
  expect(frame.text()).toContain('before 10:00');
  expect(frame.text()).toContain('after 10:00');
});

test('the frame takes the newer picture’s shape, within reason', () => {
  const ratio = (width: number, height: number) => {
    const frame = compare(side('before'), side('after', width, height));
    return (frame.get('.stage').element as HTMLElement).style.aspectRatio;
  };
  expect(Number.parseFloat(ratio(300, 300))).toBe(1);
  expect(Number.parseFloat(ratio(100, 900))).toBe(0.75);
  expect(Number.parseFloat(ratio(900, 100))).toBe(1.6);
});

test('a photo that is missing is said to be', () => {
  const frame = compare(side('before'), { url: null, label: '' });
  expect(frame.get('.side.after').text()).toBe('没有整改后照片');
  expect(frame.findAll('img')).toHaveLength(1);
});

test('a photo that is on its way is not said to be missing', () => {
  const frame = compare(side('before'), { url: null, isComing: true, label: '' });
  expect(frame.get('.side.after').text()).toBe('照片正在取来');
});

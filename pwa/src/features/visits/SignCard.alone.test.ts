// Signing: confirmed before there is a name, it waits for the name's Enter and signs with what was drawn.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { createI18n } from 'vue-i18n';
import ui from '../../ui/text.json';
import SignCard from './parts/SignCard.vue';
import visits from './text.json';

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { ui: ui['zh-CN'], visits: visits['zh-CN'] } },
});
const drawn = { bytes: new ArrayBuffer(1), type: 'image/png' as const, width: 3, height: 2 };
const nobody = { name: '', post: '', isRefused: false, reason: '' };

function open(more: Partial<InstanceType<typeof SignCard>['$props']> = {}) {
  const card = mount(SignCard, {
    props: { signer: nobody, witnesses: [], ...more },
    global: { plugins: [i18n], stubs: { SignaturePad: true } },
    attachTo: document.body,
  });
  const pad = card.getComponent({ name: 'SignaturePad' });
  const name = card.get<HTMLInputElement>('[data-testid=signer-name]');
  return { card, pad, name };
}

test('a confirmed signature waits for the name, and its Enter signs', async () => {
  const { card, pad, name } = open();
  await pad.vm.$emit('done', drawn);
  expect(document.activeElement).toBe(name.element);
  expect(card.emitted('sign')).toBe(undefined);
  await card.setProps({ signer: { ...nobody, name: '值班员' } });
  await name.trigger('keydown', { key: 'Enter' });
  expect(card.emitted('sign')).toEqual([[drawn]]);
  card.unmount();
});

test('Enter alone signs nothing, nor what was wiped away again', async () => {
  const { card, pad, name } = open();
  await card.setProps({ signer: { ...nobody, name: '值班员' } });
  await name.trigger('keydown', { key: 'Enter' });
  await card.setProps({ signer: nobody });
  await pad.vm.$emit('done', drawn);
  await pad.vm.$emit('change', false);
  await card.setProps({ signer: { ...nobody, name: '值班员' } });
  await name.trigger('keydown', { key: 'Enter' });
  expect(card.emitted('sign')).toBe(undefined);
  card.unmount();
});

const problems = [
  { code: 'A', words: '积水' },
  { code: 'B', words: '旧版' },
];
const somebody = { ...nobody, name: '值班员' };

test('there is nothing to object to where no order comes of the check', () => {
  const { card } = open();
  expect(card.findAll('input[type=radio]')).toHaveLength(2);
  card.unmount();
});

test('with an objection nothing is signed before it says to what and why', async () => {
  const { card, pad } = open({ signer: somebody, problems });
  await card.get('input[value=object]').setValue();
  expect(card.emitted('object')).toEqual([[{ item_codes: [], reason: '' }]]);
  await card.setProps({ objection: { item_codes: [], reason: '' } });
  await card.get('[data-testid=objected-B]').setValue(true);
  expect(card.emitted('object')?.[1]).toEqual([{ item_codes: ['B'], reason: '' }]);
  await card.setProps({ objection: { item_codes: ['B'], reason: '  ' } });
  await pad.vm.$emit('done', drawn);
  expect(card.emitted('sign')).toBe(undefined);
  expect(card.get('[data-testid=spot-objection]').text()).toContain('请写明异议理由');
  await card.setProps({ objection: { item_codes: [], reason: '当时正在整改' } });
  await pad.vm.$emit('done', drawn);
  expect(card.emitted('sign')).toBe(undefined);
  expect(card.get('[data-testid=spot-objection]').text()).toContain('请至少选一项');
  await card.setProps({ objection: { item_codes: ['B'], reason: '当时正在整改' } });
  await pad.vm.$emit('done', drawn);
  expect(card.emitted('sign')).toEqual([[drawn]]);
  card.unmount();
});

test('who signs or refuses after all objects no more', async () => {
  const objection = { item_codes: ['A'], reason: '当时正在整改' };
  const { card } = open({ signer: somebody, problems, objection });
  await card.get('input[value=sign]').setValue();
  await card.get('input[value=refuse]').setValue();
  expect(card.emitted('object')).toEqual([[null], [null]]);
  card.unmount();
});

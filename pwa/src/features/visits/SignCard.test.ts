// Signing: confirmed before there is a name, it waits for the name's Enter and signs with what was drawn.
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

function open() {
  const card = mount(SignCard, {
    props: { signer: nobody, witnesses: [] },
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

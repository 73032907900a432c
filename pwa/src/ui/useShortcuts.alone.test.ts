// Keys of the office: heard on the page, not while somebody types, not under a sheet.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { focusSearch, useShortcuts } from './useShortcuts';

const search = vi.fn();
const enter = vi.fn();
const page = () =>
  mount(
    defineComponent({
      setup() {
        useShortcuts({ '/': search, Enter: enter });
        return () =>
          h('div', [h('div', { role: 'search' }, [h('input')]), h('button', 'x'), h('dialog')]);
      },
    }),
    { attachTo: document.body },
  );

afterEach(() => {
  vi.clearAllMocks();
  document.body.innerHTML = '';
});

test('a key acts on the page, and no longer once the page is left', async () => {
  const shown = page();
  await shown.trigger('keydown', { key: '/' });
  expect(search).toHaveBeenCalledTimes(1);
  shown.unmount();
  window.dispatchEvent(new KeyboardEvent('keydown', { key: '/' }));
  expect(search).toHaveBeenCalledTimes(1);
});

test('whoever types is not interrupted; Escape leaves the field', async () => {
  const input = page().get('input');
  input.element.focus();
  await input.trigger('keydown', { key: '/' });
  expect(search).not.toHaveBeenCalled();
  await input.trigger('keydown', { key: 'Escape' });
  expect(document.activeElement).not.toBe(input.element);
});

test('a focused button answers Enter itself, and a sheet has keys of its own', async () => {
  const shown = page();
  await shown.get('button').trigger('keydown', { key: 'Enter' });
  expect(enter).not.toHaveBeenCalled();
  shown.get('dialog').element.setAttribute('open', '');
  await shown.trigger('keydown', { key: '/' });
  expect(search).not.toHaveBeenCalled();
});

test('the search box is found', () => {
  const input = page().get('input');
  focusSearch();
  expect(document.activeElement).toBe(input.element);
});

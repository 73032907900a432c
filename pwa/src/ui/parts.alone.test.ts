// The parts as a person uses them: taps, keys, and Chinese input methods.
// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { createI18n } from 'vue-i18n';
import PhotoGrid from './PhotoGrid.vue';
import ProblemNotice from './ProblemNotice.vue';
import ProgressRing from './ProgressRing.vue';
import { pickPhoto } from './pickPhoto';
import ResultRow from './ResultRow.vue';
import SearchBox from './SearchBox.vue';
import text from './text.json';
import UiField from './UiField.vue';
import UndoBar from './UndoBar.vue';

const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { ui: text['zh-CN'] } },
});
const global = { plugins: [i18n] };
afterEach(() => vi.useRealTimers());

test('a result is one tap, and its order is fixed whatever the template says', async () => {
  const row = mount(ResultRow, {
    props: { modelValue: null, label: '台面整洁', options: ['na', 'fail', 'pass'] },
    global,
  });
  const names = row.findAll('[role=radio]').map((each) => each.text());
  expect(names).toEqual(['合格', '不合格', '不适用']);
  await row.get('[data-result=fail]').trigger('click');
  expect(row.emitted('update:modelValue')).toEqual([['fail']]);
});

test('a result can be chosen by the arrow keys', async () => {
  const row = mount(ResultRow, { props: { modelValue: 'pass', label: '台面整洁' }, global });
  await row.trigger('keydown', { key: 'ArrowRight' });
  expect(row.emitted('update:modelValue')).toEqual([['partial']]);
});

test('search waits until the input method has finished', async () => {
  const box = mount(SearchBox, { props: { modelValue: '', label: '搜索' }, global });
  const input = box.get('input');
  input.element.value = 'wang';
  input.element.dispatchEvent(new InputEvent('input', { isComposing: true }));
  expect(box.emitted('update:modelValue')).toBeUndefined();
  input.element.value = '望溪';
  await input.trigger('compositionend');
  expect(box.emitted('update:modelValue')).toEqual([['望溪']]);
});

test('a limit counts finished characters, rare ones as one', async () => {
  const field = mount(UiField, { props: { modelValue: '', label: '备注', maxlength: 2 }, global });
  const input = field.get('input');
  input.element.value = 'zhong';
  input.element.dispatchEvent(new InputEvent('input', { isComposing: true }));
  expect(field.emitted('update:modelValue')).toBeUndefined();
  input.element.value = '𠮷龘站';
  await input.trigger('compositionend');
  expect(field.emitted('update:modelValue')).toEqual([['𠮷龘']]);
  expect(input.element.value).toBe('𠮷龘');
});

test('a field says its error to screen readers', () => {
  const field = mount(UiField, {
    props: { modelValue: '', label: '签字人', error: '请填写' },
    global,
  });
  const input = field.get('input');
  expect(input.attributes('aria-invalid')).toBe('true');
  expect(field.get(`#${input.attributes('aria-describedby')}`).text()).toBe('请填写');
});

test('photos that are still needed are counted, and no more than the limit are taken', async () => {
  const photos = [{ id: 'p1', url: null, label: '门头', state: 'saved' as const }];
  const grid = mount(PhotoGrid, { props: { photos, min: 3, max: 2, canAdd: true }, global });
  expect(grid.get('.add').text()).toContain('还差 2 张');
  expect(grid.text()).toContain('已存本机');
  await grid.get('.add').trigger('click');
  expect(grid.emitted('add')).toHaveLength(1);
  await grid.setProps({ photos: [...photos, { id: 'p2', url: null, label: '台面' }] });
  expect(grid.find('.add').exists()).toBe(false);
});

test('the way back is open for some seconds', async () => {
  vi.useFakeTimers();
  const bar = mount(UndoBar, { props: { text: '已判合格', seconds: 6 }, global });
  await bar.get('button').trigger('click');
  expect(bar.emitted('undo')).toHaveLength(1);
  vi.advanceTimersByTime(6000);
  expect(bar.emitted('done')).toHaveLength(1);
});

test('a problem says what to do and offers to do it', async () => {
  const notice = mount(ProblemNotice, {
    props: { title: '站点已停用', detail: '请联系督导组', action: '查看' },
    global,
  });
  expect(notice.attributes('role')).toBe('alert');
  await notice.get('.act').trigger('click');
  expect(notice.emitted('act')).toHaveLength(1);
});

test('nothing required is neither full nor empty', () => {
  const ring = mount(ProgressRing, { props: { done: 0, required: 0, label: '自查' }, global });
  expect(ring.attributes('aria-label')).toBe('自查 –');
});

test('each photo is taken through an input of its own, which leaves no trace', async () => {
  const taken = pickPhoto('camera');
  const input = document.querySelector<HTMLInputElement>('input[data-pick]');
  expect(input?.getAttribute('capture')).toBe('environment');
  input?.dispatchEvent(new Event('cancel'));
  expect(await taken).toBeNull();
  expect(document.querySelector('input[data-pick]')).toBeNull();
});

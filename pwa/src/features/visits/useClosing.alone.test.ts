// Closing and issuing: in this order, once, with what the slip's draft says.
// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp, defineComponent, h } from 'vue';
import { closeLocal, type Local, openLocal } from '@/local/context';
import { readDraft } from '@/local/drafts';
import { registerPredictions } from '@/local/model';
import { aUser } from '@/local/testing';
import { predictions } from './predictions';
import { useCheck } from './useCheck';
import { useClosing } from './useClosing';

registerPredictions(predictions, {
  'order.issue': async (tx, { order_id, visit_id }) =>
    tx.put('order', order_id, { visit_id } as never),
});

const ITEM = {
  ...{ code: 'A', category: '环境', text: '地面整洁', guide: '', weight: 10, photo_mode: 'never' },
  ...{ photo_min: 0, photo_max: 3, note_required_on: ['fail'], severity: 'critical' },
  ...{ is_red_line: false, basis: [], repeat_key: 'A', inputs: [] },
  options: [
    { value: 'pass', factor_permille: 1000 },
    { value: 'fail', factor_permille: 0 },
  ],
};

let here: Local;
let end: () => void = () => undefined;

beforeEach(async () => {
  here = openLocal(aUser());
  const base = { parent: null, scopes: ['s'], version: 1 };
  const visit = { id: 'v1', state: 'open', template_id: 't1', site_id: 's1', day: '2026-11-23' };
  await here.store.write((tx) =>
    tx.base.put([
      { ...base, entity: 'template', id: 't1', row: { id: 't1', items: [ITEM] } as never },
      {
        ...base,
        entity: 'visit',
        id: 'v1',
        row: { ...visit, level: 'hq', unit_id: 'u1', form: 'spot' },
      },
    ]),
  );
});
afterEach(() => {
  end();
  closeLocal();
});

function open() {
  let made:
    | { check: ReturnType<typeof useCheck>; closing: ReturnType<typeof useClosing> }
    | undefined;
  const app = createApp(
    defineComponent(() => {
      const check = useCheck('v1');
      made = { check, closing: useClosing(check, 'v1', ({ item }) => `整改:${item.text}`) };
      return () => h('div');
    }),
  );
  app.mount(document.createElement('div'));
  end = () => app.unmount();
  if (!made) throw new Error('not mounted');
  return made;
}

async function failed() {
  const { check, closing } = open();
  await vi.waitFor(() => expect(check.isReady.value && closing.slip.value !== null).toBe(true));
  await check.answering.answer('A', { result: 'fail', note: '积水' });
  await vi.waitFor(() => expect(check.answers.value).toHaveLength(1));
  return { check, closing };
}

const outbox = () => here.store.read((tx) => tx.outbox.list());

it('closes the visit, then issues the slip with a matter for each problem', async () => {
  const { closing } = await failed();
  expect(await closing.issue()).toBe(true);
  const [, close, issue] = await outbox();
  expect(close).toMatchObject({ name: 'visit.close', args: { score_tenths: 0, colour: 'blue' } });
  expect(issue?.name).toBe('order.issue');
  expect(issue?.args).toMatchObject({
    colour: 'blue',
    matters: [{ item_code: 'A', requirement: '整改:地面整洁', rectify_days: 1 }],
  });
  expect(issue?.args.temporary_number).toMatch(/^临\d{4}-[2-9A-Z]{4}$/);
});

it('issues nothing twice', async () => {
  const { closing } = await failed();
  await Promise.all([closing.issue(), closing.issue()]);
  await vi.waitFor(() => expect(closing.order.value).toBeDefined());
  await closing.issue();
  expect((await outbox()).filter(({ name }) => name === 'order.issue')).toHaveLength(1);
});

it('keeps number and wording when the page is opened again', async () => {
  const { check, closing } = await failed();
  const number = closing.slip.value?.temporary_number;
  const [view] = check.problems.value;
  if (view) closing.keepMatter(view, { requirement: '今天清理', rectify_days: 3 });
  await vi.waitFor(async () => expect(await here.database.drafts.count()).toBeGreaterThan(0));
  end();
  const again = await failed();
  expect(again.closing.slip.value?.temporary_number).toBe(number);
  expect(again.closing.slip.value?.matters.A).toMatchObject({
    requirement: '今天清理',
    rectify_days: 3,
  });
});

it('sends what the signer objects to, as long as it is a problem', async () => {
  const { check, closing } = await failed();
  closing.object({ item_codes: ['A', 'gone'], reason: '当时正在清理' });
  const { objection_id } = closing.slip.value?.objection ?? {};
  expect(closing.objection.value).toEqual({
    ...{ objection_id, item_codes: ['A'], reason: '当时正在清理' },
  });
  await vi.waitFor(async () => expect(await here.database.drafts.count()).toBeGreaterThan(0));
  expect(await closing.issue()).toBe(true);
  const issue = (await outbox()).find(({ name }) => name === 'order.issue');
  expect(issue?.args.objection).toEqual({
    ...{ objection_id, item_codes: ['A'], reason: '当时正在清理' },
  });
  expect(check.problems.value).toHaveLength(1);
});

it('sends no objection that was taken back, nor one to what is right by now', async () => {
  const { check, closing } = await failed();
  closing.object({ item_codes: ['A'], reason: '当时正在清理' });
  await check.answering.answer('A', { result: 'pass', note: '' });
  await vi.waitFor(() => expect(closing.objection.value).toBeNull());
  await check.answering.answer('A', { result: 'fail', note: '积水' });
  await vi.waitFor(() => expect(closing.objection.value).not.toBeNull());
  closing.object(null);
  expect(closing.objection.value).toBeNull();
});

it('takes the objection along to the slip that follows a withdrawn one, under a new id', async () => {
  const { closing } = await failed();
  closing.object({ item_codes: ['A'], reason: '当时正在清理' });
  const before = closing.slip.value;
  await vi.waitFor(async () =>
    expect(await readDraft('visit-slip.v1')).toMatchObject({
      objection: { reason: '当时正在清理' },
    }),
  );
  const row = { id: before?.order_id ?? '', visit_id: 'v1', state: 'withdrawn' };
  await here.store.write((tx) =>
    tx.base.put([{ entity: 'order', id: row.id, parent: null, scopes: ['s'], version: 1, row }]),
  );
  end();
  const { closing: again } = open();
  await vi.waitFor(() => expect(again.slip.value).not.toBeNull());
  expect(again.slip.value?.order_id).not.toBe(before?.order_id);
  expect(again.slip.value?.objection).toMatchObject({ item_codes: ['A'], reason: '当时正在清理' });
  expect(again.slip.value?.objection?.objection_id).not.toBe(before?.objection?.objection_id);
});

// A check under way: saved at each tap, in order, and found again after a restart.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import type { Rows, TemplateItem } from '@/api/rows';
import { closeLocal, type Local, openLocal } from '@/local/context';
import { registerPredictions } from '@/local/model';
import { rows } from '@/local/rows';
import { aUser } from '@/local/testing';
import { predictions } from './predictions';
import { type Check, useCheck } from './useCheck';

registerPredictions(predictions);

const anItem = (code: string, change: Partial<TemplateItem> = {}): TemplateItem => ({
  ...{
    code,
    category: '环境',
    text: code,
    guide: '',
    weight: 50,
    photo_mode: 'never',
    photo_min: 0,
  },
  is_gallery_allowed: true,
  ...{ photo_max: 6, note_required_on: ['partial', 'fail'], severity: 'minor', is_red_line: false },
  ...{ basis: [], repeat_key: code, inputs: [] },
  options: [
    { value: 'pass', factor_permille: 1000 },
    { value: 'partial', factor_permille: 500 },
    { value: 'fail', factor_permille: 0 },
    { value: 'na', factor_permille: null },
  ],
  ...change,
});

const ITEMS = [
  anItem('A'),
  anItem('B', { photo_mode: 'always', photo_min: 1 }),
  anItem('C', { is_red_line: true }),
];

let here: Local;
let end: () => void = () => undefined;

async function put(entity: keyof Rows, id: string, row: object): Promise<void> {
  await here.store.write((tx) =>
    tx.base.put([
      { entity, id, parent: null, row: { ...row, id } as never, scopes: ['s'], version: 1 },
    ]),
  );
}

function open(): Check {
  end();
  const scope = effectScope();
  end = () => scope.stop();
  const check = scope.run(() => useCheck('v1'));
  if (!check) throw new Error('no scope');
  return check;
}

async function ready(): Promise<Check> {
  const check = open();
  await vi.waitFor(() => expect(check.isReady.value).toBe(true));
  await check.answering.restore();
  return check;
}

const outbox = () => here.store.read((tx) => tx.outbox.list());
const missing = (check: Check) =>
  check.left.value.map(({ item, missing: lacks }) => [item.code, ...lacks]);

beforeEach(async () => {
  here = openLocal(aUser());
  await put('template', 't1', { items: ITEMS, name: '表' });
  await put('visit', 'v1', { state: 'open', template_id: 't1', site_id: 's1', day: '2026-11-23' });
});
afterEach(() => {
  end();
  closeLocal();
});

it('shows a tap at once and keeps it', async () => {
  const check = await ready();
  const saved = check.answering.answer('A', { result: 'fail' });
  expect(missing(check)[0]).toEqual(['A', 'note']);
  await saved;
  expect(await rows('answer', { parent: 'v1' })).toMatchObject([
    { item_code: 'A', result: 'fail' },
  ]);
});

it('sends result, note and inputs together, whichever changed', async () => {
  const check = await ready();
  void check.answering.answer('A', { result: 'fail' });
  await check.answering.answer('A', { note: '地面有积水' });
  const sent = (await outbox()).map(({ args }) => args);
  expect(sent.at(-1)).toEqual({
    ...{ visit_id: 'v1', item_code: 'A', result: 'fail', note: '地面有积水', inputs: {} },
  });
});

it('sends no more than the command knows, also for an answer that came from the server', async () => {
  await here.store.write((tx) =>
    tx.base.put([
      {
        ...{ entity: 'answer', id: 'v1.A', parent: 'v1', scopes: ['s'], version: 2 },
        row: { id: 'v1.A', visit_id: 'v1', item_code: 'A', result: 'pass', note: '', inputs: {} },
      },
    ]),
  );
  const check = await ready();
  await vi.waitFor(() => expect(check.answered.value).toBe(1));
  await check.answering.answer('A', { note: '好' });
  const [entry] = await outbox();
  expect(Object.keys(entry?.args ?? {}).sort()).toEqual([
    ...['inputs', 'item_code', 'note', 'result', 'visit_id'],
  ]);
});

it('passes the rest of a section but never a red line, and leaves a required photo open', async () => {
  const check = await ready();
  const [section] = check.sections.value;
  if (!section) throw new Error('no section');
  await check.passSection(section);
  expect(missing(check)).toEqual([
    ['B', 'photo'],
    ['C', 'answer'],
  ]);
  expect(await outbox()).toEqual([]);
  await check.answering.settled();
  expect((await outbox()).map(({ args }) => args.item_code)).toEqual(['A', 'B']);
});

it('takes the whole section back', async () => {
  const check = await ready();
  const [section] = check.sections.value;
  if (section) await check.passSection(section);
  await check.answering.undoBatch();
  expect(check.answered.value).toBe(0);
  await check.answering.settled();
  expect(await outbox()).toEqual([]);
});

it('keeps a passed section when the app is ended before the undo bar is gone', async () => {
  const check = await ready();
  const [section] = check.sections.value;
  if (section) await check.passSection(section);
  // A kill: nobody disposes of anything.
  end = () => undefined;
  const again = await ready();
  await again.answering.settled();
  await vi.waitFor(() => expect(again.answered.value).toBe(2));
});

it('keeps what was entered before the item was judged', async () => {
  const check = await ready();
  await check.answering.answer('A', { inputs: { sampled: 5 } });
  expect(await outbox()).toEqual([]);
  const again = await ready();
  expect(again.answering.current('A')).toMatchObject({ result: null, inputs: { sampled: 5 } });
  await again.answering.answer('A', { result: 'pass' });
  expect((await outbox())[0]?.args).toMatchObject({ result: 'pass', inputs: { sampled: 5 } });
});

it('shows nothing as answered that could not be kept', async () => {
  const check = await ready();
  vi.spyOn(here.store, 'write').mockRejectedValue(new Error('planted'));
  await check.answering.answer('A', { result: 'pass' });
  expect(check.answered.value).toBe(0);
  expect(check.answering.failure.value).toBeInstanceOf(Error);
});

it('names what failed here before as repeated', async () => {
  await here.store.write((tx) =>
    tx.base.put([
      {
        ...{ entity: 'finding', id: 's1.A', parent: 's1', scopes: ['s'], version: 3 },
        row: {
          id: 's1.A',
          site_id: 's1',
          repeat_key: 'A',
          last_failed_on: '2026-05-01',
          last_visit_id: 'v0',
        },
      },
    ]),
  );
  const check = await ready();
  await check.answering.answer('A', { result: 'fail' });
  await vi.waitFor(() => expect(check.repeated.value).toEqual(['A']));
  expect(check.colour.value).toBe('blue');
});

// Decisions in a row: each waits for an undo, and is sent by the next one, by the clock, or by leaving.
// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, ref } from 'vue';
import { closeLocal, type Local, openLocal } from '@/local/context';
import { registerPredictions } from '@/local/model';
import { aUser } from '@/local/testing';
import { predictions } from './predictions';
import type { Verdict } from './rules';
import { aMatter, anOrder, aPerson } from './testing';
import type { Decision } from './useReview';
import { useReviewQueue } from './useReviewQueue';

vi.mock('./usePerson', () => ({ usePerson: () => ref(aPerson(['order.review'])) }));
registerPredictions(predictions);

let here: Local;
let end: () => void = () => undefined;

beforeEach(async () => {
  here = openLocal(aUser());
  const base = { parent: null, scopes: ['s'], version: 1, entity: 'order' };
  const rows = ['a', 'b'].map((id, at) =>
    anOrder({ id, state: 'feedback', author_id: 'site', fed_back_at: `2026-11-2${at}T04:00:00Z` }),
  );
  await here.store.write((tx) =>
    tx.base.put([
      ...rows.map((row) => ({ ...base, id: row.id, row: row as never })),
      ...rows.map(({ id: order_id }) => {
        const matter = aMatter({ id: `m-${order_id}`, order_id });
        return { ...base, entity: 'matter', id: matter.id, row: matter as never };
      }),
    ]),
  );
});
afterEach(() => {
  end();
  closeLocal();
});

async function open() {
  const scope = effectScope();
  end = () => scope.stop();
  const queue = scope.run(useReviewQueue);
  if (!queue) throw new Error('no scope');
  await vi.waitFor(() => expect(left(queue)).toEqual(['a', 'b']));
  return queue;
}
type Opened = ReturnType<typeof useReviewQueue>;
const left = ({ queue }: Opened) => queue.value.open.map(({ id }) => id);
const decision = (order_id: string, verdict: Verdict = 'pass'): Decision => ({
  ...{ order_id, review_id: `r-${order_id}`, whole: null, note: '' },
  matters: [{ matter_id: `m-${order_id}`, verdict, reasons: [], note: '' }],
});
const sent = async () =>
  (await here.store.read((tx) => tx.outbox.list())).map(({ args }) => args.order_id);

it('keeps a decision back, and takes its order out of the queue', async () => {
  const queue = await open();
  await queue.decide(decision('a'));
  expect(left(queue)).toEqual(['b']);
  expect(queue.pending.value?.site_name).toBe('望溪中心营业厅');
  expect(await sent()).toEqual([]);
});

it('sends the one before when the next is decided', async () => {
  const queue = await open();
  await queue.decide(decision('a'));
  await queue.decide(decision('b', 'return'));
  expect(await sent()).toEqual(['a']);
  await queue.settle();
  expect(await sent()).toEqual(['a', 'b']);
  expect([left(queue), queue.done.value]).toEqual([[], 2]);
});

it('sends nothing that was undone', async () => {
  const queue = await open();
  await queue.decide(decision('a'));
  expect(queue.undo()).toBe('a');
  await queue.settle();
  expect(await sent()).toEqual([]);
  expect([left(queue), queue.done.value]).toEqual([['a', 'b'], 0]);
  expect(queue.undo()).toBe(null);
});

it('sends what is decided when the page is left', async () => {
  const queue = await open();
  await queue.decide(decision('b'));
  end();
  await vi.waitFor(async () => expect(await sent()).toEqual(['b']));
});

it('does not decide twice about one order', async () => {
  const queue = await open();
  await queue.decide(decision('a'));
  await queue.decide(decision('a', 'fail'));
  await queue.settle();
  expect(await sent()).toEqual(['a']);
});

it('puts an order back whose decision could not be kept', async () => {
  const queue = await open();
  await queue.decide(decision('a'));
  vi.spyOn(here.store, 'write').mockRejectedValueOnce(new Error('disk'));
  await queue.settle();
  expect(queue.failure.value).toBe(true);
  expect(left(queue)).toEqual(['a', 'b']);
});

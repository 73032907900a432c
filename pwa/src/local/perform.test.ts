// perform, rows and live: a tap is on the disk and on the screen at once.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick, reactive, ref } from 'vue';
import type { Local } from './context';
import { live } from './live';
import { perform } from './perform';
import { row, rows, useRow, useRows } from './rows';
import { anAnswer, signedIn, signedOut } from './testing';
import { setWaker } from './wake';

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

let here: Local;

beforeEach(() => {
  here = signedIn();
});

afterEach(() => {
  setWaker(() => undefined);
  signedOut();
});

it('keeps outbox row and optimistic row together', async () => {
  const { uid } = await perform('visit.answer', anAnswer('A1'));
  const entries = await here.store.read((tx) => tx.outbox.list());
  expect(entries).toMatchObject([{ uid, seq: 1, name: 'visit.answer', v: 1, state: 'pending' }]);
  expect(await row('answer', 'v1.A1')).toMatchObject({ id: 'v1.A1', result: 'pass' });
});

it('survives a restart of the app', async () => {
  await perform('visit.answer', anAnswer('A1'));
  const { openLocal } = await import('./context');
  openLocal(here.user);
  expect(await row('answer', 'v1.A1')).toBeDefined();
});

it('keeps nothing where the prediction fails', async () => {
  await expect(perform('task.cancel', { task_id: 't1', reason: '' })).rejects.toThrow('task/t1');
  expect(await here.store.read((tx) => tx.outbox.list())).toEqual([]);
});

it('wakes the loop', async () => {
  const waker = vi.fn();
  setWaker(waker);
  await perform('visit.answer', anAnswer('A1'));
  expect(waker).toHaveBeenCalledWith('write');
});

it('takes args from a reactive form', async () => {
  const form = reactive({ ...anAnswer('A1'), inputs: { people: 3 } });
  await perform('visit.answer', form);
  const [entry] = await here.store.read((tx) => tx.outbox.list());
  expect(entry?.args).toMatchObject({ inputs: { people: 3 } });
});

it('stores the time of the tap with its offset', async () => {
  await perform('visit.answer', anAnswer('A1'));
  const [entry] = await here.store.read((tx) => tx.outbox.list());
  expect(entry?.occurred_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
});

it('keeps two users’ work apart', async () => {
  await perform('visit.answer', anAnswer('A1'));
  signedIn();
  expect(await rows('answer')).toEqual([]);
});

it('lists the rows of a parent only', async () => {
  await perform('visit.answer', anAnswer('A1'));
  await perform('visit.answer', anAnswer('A2'));
  await perform('visit.answer', anAnswer('A1', 'v2'));
  const answers = await rows('answer', { parent: 'v1' });
  expect(answers.map(({ item_code }) => item_code)).toEqual(['A1', 'A2']);
});

it('redraws when a row changes', async () => {
  const scope = effectScope();
  const answers = scope.run(() => useRows('answer', 'v1'));
  await waitFor(() => expect(answers?.value).toEqual([]));
  await perform('visit.answer', anAnswer('A1'));
  await waitFor(() => expect(answers?.value).toHaveLength(1));
  await perform('visit.answer', anAnswer('A2'));
  await waitFor(() => expect(answers?.value).toHaveLength(2));
  scope.stop();
});

it('follows rows that were read late, after other awaits', async () => {
  const deep = async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await deep(n - 1)));
  const scope = effectScope();
  const query = async () => {
    await rows('site');
    await deep(4);
    await row('order', 'o1');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return rows('answer', { parent: 'v1' });
  };
  const answers = scope.run(() => live<unknown[]>(query, []));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await perform('visit.answer', anAnswer('A1'));
  await waitFor(() => expect(answers?.value).toHaveLength(1));
  scope.stop();
});

it('follows a changing id', async () => {
  await perform('visit.answer', anAnswer('A1'));
  await perform('visit.answer', { ...anAnswer('A2'), result: 'fail' });
  const id = ref('v1.A1');
  const scope = effectScope();
  const answer = scope.run(() => useRow('answer', id));
  await waitFor(() => expect(answer?.value?.result).toBe('pass'));
  id.value = 'v1.A2';
  await waitFor(() => expect(answer?.value?.result).toBe('fail'));
  scope.stop();
});

it('ends with the component that asked', async () => {
  const scope = effectScope();
  const query = vi.fn(() => rows('answer'));
  scope.run(() => live(query, []));
  await waitFor(() => expect(query).toHaveBeenCalled());
  scope.stop();
  const before = query.mock.calls.length;
  await perform('visit.answer', anAnswer('A1'));
  await nextTick();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(query).toHaveBeenCalledTimes(before);
});

// Answers: a screen hears what became of its command, or goes on without.
import type { Result } from '@device/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerTo } from './answers';
import { local } from './context';
import { perform } from './perform';
import { anAnswer, signedIn, signedOut } from './testing';

beforeEach(() => void signedIn());
afterEach(() => signedOut());

const answer = (uid: string, state: 'settled' | 'refused', outcome: object): Promise<void> =>
  local().store.write(async (tx) => {
    const entry = await tx.outbox.byUid(uid);
    if (!entry) throw new Error('not filed');
    const { seq } = entry;
    await tx.outbox.put([{ ...entry, state, result: { seq, uid, ...outcome } as Result }]);
  });

test('an applied command is told as soon as the server has said so', async () => {
  const { uid } = await perform('visit.answer', anAnswer('A'));
  const told = answerTo(uid, new AbortController().signal);
  await answer(uid, 'settled', { status: 'applied', version: 3, conflicts: [] });
  expect(await told).toEqual({ kind: 'applied' });
});

test('a refusal comes with its code, words and figures', async () => {
  const { uid } = await perform('visit.answer', anAnswer('B'));
  const told = answerTo(uid, new AbortController().signal);
  const said = { code: 'draw-too-large', title: '样本多于总体', details: { size: 7 } };
  await answer(uid, 'refused', { status: 'rejected', ...said });
  expect(await told).toEqual({ kind: 'refused', ...said });
});

test('whoever leaves the page waits no longer', async () => {
  const { uid } = await perform('visit.answer', anAnswer('C'));
  const leaving = new AbortController();
  const told = answerTo(uid, leaving.signal);
  leaving.abort();
  expect(await told).toBe(null);
});

test('while the server has said nothing, nothing is told', async () => {
  const { uid } = await perform('visit.answer', anAnswer('D'));
  const leaving = new AbortController();
  const told: unknown[] = [];
  const waiting = answerTo(uid, leaving.signal).then((found) => told.push(found));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told).toEqual([]);
  leaving.abort();
  await waiting;
  expect(told).toEqual([null]);
});

// live(): what was read for one user is never shown to the next.

import { afterEach, expect, it, vi } from 'vitest';
import { effectScope, nextTick } from 'vue';
import { closeLocal } from './context';
import { live } from './live';
import { perform } from './perform';
import { rows } from './rows';
import { anAnswer, signedIn, signedOut } from './testing';

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

afterEach(signedOut);

it('forgets what it has read when its user leaves', async () => {
  signedIn();
  await perform('visit.answer', anAnswer('A1'));
  const scope = effectScope();
  const answers = scope.run(() => live<unknown[]>(() => rows('answer'), []));
  await waitFor(() => expect(answers?.value).toHaveLength(1));
  closeLocal();
  await nextTick();
  expect(answers?.value).toEqual([]);
  scope.stop();
});

it('shows the next user nothing of the former, not even for a moment', async () => {
  signedIn();
  await perform('visit.answer', anAnswer('A1'));
  const scope = effectScope();
  const answers = scope.run(() => live<unknown[]>(() => rows('answer'), []));
  await waitFor(() => expect(answers?.value).toHaveLength(1));
  signedIn();
  await nextTick();
  expect(answers?.value).toEqual([]);
  scope.stop();
});

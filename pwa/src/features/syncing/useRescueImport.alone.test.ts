// Importing: a clear word for each failure; stopped or cut off, it goes on from there.

import { beforeEach, expect, test, vi } from 'vitest';
import { effectScope } from 'vue';
import { ApiProblem } from '@/api/problem';
import { NotSealed, WrongPassphrase } from '@/lib/seal';
import { type Rescue, RescueUnreadable } from '@/local/rescueFormat';
import * as local from '@/local/rescueImport';
import { failureOf, useRescueImport } from './useRescueImport';

vi.mock('@/local/rescueImport', async (original) => ({
  ...(await original<typeof local>()),
  openRescue: vi.fn(),
  importRescue: vi.fn(),
}));

const entry = (n: number, state: string) => ({ n, state, occurred_at: `2026-11-2${n}T10:00:00Z` });
const rescue = {
  manifest: {
    ...{ version: 1, exported_at: '2026-11-23T10:00:00Z' },
    user: { id: 'u', login: 'inspector01', name: '督查员01' },
    mutations: [entry(2, 'pending'), entry(1, 'sending'), entry(3, 'refused')],
    photos: [
      { photo_id: 'p', at: 0, length: 30 },
      { photo_id: 'q', at: 30, length: 12 },
    ],
  },
} as unknown as Rescue;
const summary = {
  ...{ applied: 2, known: 0, answered: 1, refused: [] },
  ...{ photosPresent: 2, photosAlready: 0, photosRefused: [] },
};
const file = new File(['x'], 'phone.rescue');

function used() {
  const found = effectScope().run(() => useRescueImport());
  if (!found) throw new Error('no scope');
  return found;
}

beforeEach(() => {
  vi.mocked(local.openRescue).mockReset().mockResolvedValue(rescue);
  vi.mocked(local.importRescue).mockReset();
});

test('each failure has its own words', () => {
  const problem = (slug: string) => new ApiProblem({ slug, status: 403, title: '' });
  const errors = [
    ...[new NotSealed(), new WrongPassphrase(), new RescueUnreadable()],
    ...[new local.RescueStopped('transient'), problem('offline'), problem('boom'), new Error('x')],
  ];
  expect(errors.map(failureOf)).toEqual([
    ...['not-sealed', 'wrong-passphrase', 'unreadable', 'busy', 'offline', 'other', 'other'],
  ]);
});

test('a wrong passphrase leaves one where one was', async () => {
  const importing = used();
  vi.mocked(local.openRescue).mockRejectedValue(new WrongPassphrase());
  await importing.open(file, 'nope');
  expect([importing.step.value, importing.failure.value]).toEqual(['choosing', 'wrong-passphrase']);
});

test('the preview tells whose, when, and only what is still to be brought in', async () => {
  const importing = used();
  await importing.open(file, 'secret');
  expect(importing.preview.value).toMatchObject({
    ...{ edits: 2, answered: 1, photos: 2, bytes: 42, user: { login: 'inspector01' } },
    ...{ from: '2026-11-21T10:00:00Z', to: '2026-11-22T10:00:00Z' },
  });
});

test('stopped by the user it is no failure, and can be run again to its end', async () => {
  const importing = used();
  await importing.open(file, 'secret');
  vi.mocked(local.importRescue).mockImplementationOnce(async (_, { signal }) => {
    importing.stop();
    signal.throwIfAborted();
    return summary;
  });
  await importing.run();
  expect([importing.step.value, importing.failure.value]).toEqual(['stopped', null]);
  vi.mocked(local.importRescue).mockImplementationOnce(async (_, { progress, signal }) => {
    progress({ mutations: 2, photos: 2 });
    signal.throwIfAborted();
    return summary;
  });
  await importing.run();
  expect([importing.step.value, importing.summary.value]).toEqual(['done', summary]);
  expect(importing.progress.value).toEqual({ mutations: 2, photos: 2 });
});

test('cut off, it says so and keeps the file open', async () => {
  const importing = used();
  await importing.open(file, 'secret');
  const offline = new ApiProblem({ slug: 'offline', status: 0, title: '' });
  vi.mocked(local.importRescue).mockRejectedValue(offline);
  await importing.run();
  expect([importing.step.value, importing.failure.value]).toEqual(['stopped', 'offline']);
  expect(importing.preview.value).not.toBe(null);
});

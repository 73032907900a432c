// Repairs: what was settled is told, what was not keeps its problem.
// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import { defineComponent } from 'vue';
import * as client from '@/api/client';
import { ApiProblem } from '@/api/problem';
import type { Parked } from './rules';
import { useRepair } from './useRepair';

vi.mock('@/api/client', () => ({ readFrom: vi.fn(), sendTo: vi.fn() }));

const parked: Parked = {
  ...{ client_id: 'c', seq: 4, uid: 'u', name: 'visit.answer', v: 1, args: { note: 'x' } },
  ...{ user_name: '督查员01', stored_at: '2026-11-23T10:00:00Z', error: 'KeyError' },
};

async function opened() {
  let repair: ReturnType<typeof useRepair> | undefined;
  mount(
    defineComponent({
      setup() {
        repair = useRepair();
        return () => null;
      },
    }),
  );
  await flushPromises();
  if (!repair) throw new Error('not set up');
  return repair;
}

beforeEach(() => {
  vi.mocked(client.readFrom).mockResolvedValue({ parked: [parked], strays: [] });
  vi.mocked(client.sendTo).mockReset();
});

test('a repaired edit goes out with the mended args, and the list is read anew', async () => {
  const repair = await opened();
  vi.mocked(client.sendTo).mockResolvedValue({ status: 'applied' });
  vi.mocked(client.readFrom).mockResolvedValue({ parked: [], strays: [] });
  expect(await repair.retry(parked, { note: 'y' })).toBe(true);
  const sent = { client_id: 'c', seq: 4, action: 'retry', args: { note: 'y' } };
  expect(client.sendTo).toHaveBeenCalledWith('/api/sync/parked/settle', sent);
  expect(repair.settled.value).toMatchObject({ kind: 'applied' });
  expect(repair.parked.value).toEqual([]);
});

test('a retry that a rule refuses is told as such', async () => {
  const repair = await opened();
  vi.mocked(client.sendTo).mockResolvedValue({ status: 'rejected', title: '站点已停用' });
  await repair.retry(parked);
  expect(repair.settled.value).toEqual({ kind: 'rejected', title: '站点已停用' });
});

test('a retry that fails again keeps the edit and says why, until it works', async () => {
  const repair = await opened();
  const problem = new ApiProblem({ slug: 'still-failing', status: 409, title: '仍未成功' });
  vi.mocked(client.sendTo).mockRejectedValueOnce(problem).mockResolvedValue({ status: 'applied' });
  expect(await repair.reject(parked, '重复')).toBe(false);
  expect(repair.problems.value.get('u')?.title).toBe('仍未成功');
  expect(repair.parked.value).toEqual([parked]);
  await repair.reject(parked, '重复');
  expect(repair.problems.value.size).toBe(0);
  expect(repair.settled.value?.kind).toBe('returned');
});

test('a list that cannot be read leaves what was there', async () => {
  const repair = await opened();
  const offline = new ApiProblem({ slug: 'offline', status: 0, title: '连不上' });
  vi.mocked(client.readFrom).mockRejectedValue(offline);
  await repair.load();
  expect(repair.loadProblem.value?.slug).toBe('offline');
  expect(repair.parked.value).toEqual([parked]);
});

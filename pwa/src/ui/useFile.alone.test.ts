// A file that is made on the server: busy meanwhile, problems told, faults thrown on.
import { expect, test, vi } from 'vitest';
import { handOver } from './handOver';
import { useFile } from './useFile';

vi.mock('./handOver', () => ({ handOver: vi.fn() }));
vi.mock('./useWideScreen', () => ({ useWideScreen: () => ({ value: true }) }));

class Refused extends Error {}
const asRefused = (error: unknown) => (error instanceof Refused ? error : null);

test('a file is handed over, and the button is busy until then', async () => {
  const file = new File(['%PDF'], 'a.pdf');
  const its = useFile(async () => file, asRefused);
  const opening = its.open();
  expect(its.isMaking.value).toBe(true);
  await opening;
  expect(handOver).toHaveBeenCalledWith(file, false);
  expect([its.isMaking.value, its.problem.value]).toEqual([false, null]);
});

test('a problem is kept until the next try', async () => {
  let isRefused = true;
  const read = async () => {
    if (isRefused) throw new Refused('no');
    return new File([], 'a.pdf');
  };
  const its = useFile(read, asRefused);
  await its.open();
  expect(its.problem.value?.message).toBe('no');
  isRefused = false;
  await its.open();
  expect(its.problem.value).toBeNull();
});

test('a fault is no problem of the network: it is thrown on', async () => {
  const its = useFile(() => Promise.reject(new TypeError('a fault')), asRefused);
  await expect(its.open()).rejects.toThrow('a fault');
  expect([its.isMaking.value, its.problem.value]).toEqual([false, null]);
});

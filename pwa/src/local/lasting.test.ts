// Lost connections are reopened once; what stays lost or full is reported, never hidden.

import Dexie from 'dexie';
import { expect, it } from 'vitest';
import { lasting, StorageFull, StorageLost } from './lasting';

const named = (name: string): Error => Object.assign(new Error(name), { name });

function aDatabase(): Dexie {
  const database = new Dexie('lasting');
  database.version(1).stores({ a: 'id' });
  return database;
}

it.each(['DatabaseClosedError', 'InvalidStateError', 'AbortError'])(
  'tries again after %s',
  async (name) => {
    let calls = 0;
    const work = async (): Promise<string> => {
      calls += 1;
      if (calls === 1) throw named(name);
      return 'kept';
    };
    expect(await lasting(aDatabase(), work)).toBe('kept');
  },
);

it('reports storage that stays lost', async () => {
  let calls = 0;
  const work = async (): Promise<never> => {
    calls += 1;
    throw named('InvalidStateError');
  };
  await expect(lasting(aDatabase(), work)).rejects.toThrow(StorageLost);
  expect(calls).toBe(2);
});

it('says that storage is full and does not try again', async () => {
  let calls = 0;
  const work = async (): Promise<never> => {
    calls += 1;
    throw Object.assign(named('AbortError'), { inner: named('QuotaExceededError') });
  };
  await expect(lasting(aDatabase(), work)).rejects.toThrow(StorageFull);
  expect(calls).toBe(1);
});

it('lets every other error through', async () => {
  const work = async (): Promise<never> => {
    throw new RangeError('mine');
  };
  await expect(lasting(aDatabase(), work)).rejects.toThrow(RangeError);
});

// Lost connections are reopened once; what stays lost or full is reported, never hidden.

import { StorageFull, StorageLost } from '@device/faults';
import Dexie from 'dexie';
import { expect, it, vi } from 'vitest';
import { endConnection, lasting } from './lasting';

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

it('scenario 25: reports storage that stays lost', async () => {
  let calls = 0;
  const work = async (): Promise<never> => {
    calls += 1;
    throw named('InvalidStateError');
  };
  await expect(lasting(aDatabase(), work)).rejects.toThrow(StorageLost);
  expect(calls).toBe(3);
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

it('reopens once for many calls that lost the same connection', async () => {
  const database = aDatabase();
  await database.open();
  const table = database.table<{ id: number }>('a');
  await table.clear();
  const open = vi.spyOn(database, 'open');
  database.close();
  const put = (id: number) => lasting(database, () => table.put({ id }));
  await Promise.all(Array.from({ length: 20 }, (_, id) => put(id)));
  expect(await table.count()).toBe(20);
  expect(open).toHaveBeenCalledTimes(1);
});

it('scenario 25: goes on after the connection was closed again and again', async () => {
  const database = aDatabase();
  const table = database.table<{ id: number }>('a');
  await table.clear();
  const put = async (id: number): Promise<void> => {
    if (id % 10 === 0) database.close();
    await lasting(database, () => table.put({ id }));
  };
  await Promise.all(Array.from({ length: 40 }, (_, id) => put(id)));
  expect(await table.count()).toBe(40);
});

it('does not bring back a connection that was ended on purpose', async () => {
  const database = aDatabase();
  await database.open();
  endConnection(database);
  const late = lasting(database, () => database.table('a').count());
  await expect(late).rejects.toThrow(StorageLost);
  expect(database.isOpen()).toBe(false);
});

it('does not reopen for a call during which the connection was ended', async () => {
  const database = aDatabase();
  await database.open();
  const cut = lasting(database, async () => {
    endConnection(database);
    throw named('DatabaseClosedError');
  });
  await expect(cut).rejects.toThrow(StorageLost);
  expect(database.isOpen()).toBe(false);
});

it('does not close a connection that was reopened since the failing call began', async () => {
  const database = aDatabase();
  await database.open();
  let fail: (error: Error) => void = () => undefined;
  const tries = [
    () =>
      new Promise<string>((_, reject) => {
        fail = reject;
      }),
    async () => 'kept',
  ];
  const slow = lasting(database, () => tries.shift()?.() ?? Promise.reject(new Error('thrice')));
  const close = vi.spyOn(database, 'close');
  let calls = 0;
  await lasting(database, async () => {
    calls += 1;
    if (calls === 1) throw named('InvalidStateError');
  });
  fail(named('InvalidStateError'));
  expect(await slow).toBe('kept');
  expect(close).toHaveBeenCalledTimes(1);
});

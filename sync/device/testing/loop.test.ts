// The loop: one round at a time, waits that grow, and stops where a person is needed.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createSync } from '../src/loop';
import { enqueue } from '../src/outbox';
import type { SyncState } from '../src/phase';
import type { SyncKit } from '../src/ports';
import type { Answer } from '../src/problems';
import { aKit, aWish, outboxOf, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

/** Patient: the machine may be busy. */
const waitFor = (check: () => unknown) => vi.waitFor(check, 10_000);

let hub: FakeHub;
let kit: TestKit;
let states: SyncState[];

beforeEach(() => {
  hub = new FakeHub();
  kit = aKit({ transport: hub });
  states = [];
});

const make = (id: string) =>
  kit.store.write((tx) => enqueue(tx, kit, aWish('book.open', { id }, `u-${id}`)));

function aSync(change: Partial<SyncKit> = {}) {
  return createSync({ ...kit, ...change }, (state) => states.push(state));
}

const phase = (): string | undefined => states.at(-1)?.phase;

/** Until the loop rests in one of these phases. */
const rests = (...phases: string[]) => waitFor(() => expect(phases).toContain(phase()));

const answer = (status: number, json: unknown = {}): (() => Promise<Answer>) => {
  return async () => ({ status, json });
};

const offline = (): Promise<Answer> => Promise.reject(new Error('offline'));

it('pushes, pulls and rests', async () => {
  await make('b1');
  aSync().start();
  await rests('idle');
  expect(states.map((state) => state.phase)).toEqual([
    ...['idle', 'pushing', 'pulling', 'uploading', 'idle'],
  ]);
  expect(await outboxOf(kit.store)).toEqual([]);
});

it('pulls again after photos have gone', async () => {
  const upload = async () => {
    hub.write('photo', 'p1', { subject_id: 'n1', blob: 'present' });
    return { kind: 'done' } as const;
  };
  kit.blobs.add('p1', 10);
  await kit.store.write((tx) =>
    enqueue(tx, kit, aWish('photo.attach', { photo_id: 'p1', note_id: 'n1' })),
  );
  aSync({ uploader: { upload } }).start();
  await rests('idle');
  expect(hub.pulls).toHaveLength(2);
  expect(kit.blobs.infos.get('p1')?.state).toBe('delivered');
});

it('runs one more round for work that comes in during a round, never two at once', async () => {
  const sync = aSync();
  hub.script = [
    async () => {
      await make('b2');
      sync.wake('write');
      sync.wake('write');
      throw new Error('cut');
    },
  ];
  await make('b1');
  sync.start();
  await rests('waiting');
  sync.wake('button');
  await rests('idle');
  expect(hub.effects).toEqual(['u-b1', 'u-b2']);
});

it('waits longer after each failure, up to a limit, and tries by itself', async () => {
  hub.script = Array.from({ length: 8 }, () => offline);
  await make('b1');
  aSync().start();
  const waits: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    await waitFor(() => expect(kit.clock.timers).toHaveLength(1));
    const wait = (states.at(-1)?.retry_at ?? 0) - kit.clock.time;
    waits.push(wait);
    kit.clock.pass(wait);
  }
  await rests('idle');
  expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 15_000, 15_000, 15_000, 15_000]);
  expect(hub.effects).toEqual(['u-b1']);
});

it('comes back within a minute of recovery from a dead network or a broken server', async () => {
  const { LONGEST_MS } = await import('../src/backoff');
  expect(Math.max(LONGEST_MS.network, LONGEST_MS.server)).toBeLessThan(60_000);
});

it('does not hammer: a write or a timer does not cut a wait short, being online does', async () => {
  hub.script = [offline];
  const sync = aSync();
  await make('b1');
  sync.start();
  await rests('waiting');
  sync.wake('write');
  sync.wake('timer');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(hub.pushes).toHaveLength(1);
  sync.wake('online');
  await rests('idle');
  expect(hub.pushes).toHaveLength(2);
});

it('waits as long as the server asks', async () => {
  hub.script = [async () => ({ status: 429, json: {}, retryAfter: 120 })];
  await make('b1');
  aSync().start();
  await rests('waiting');
  expect((states.at(-1)?.retry_at ?? 0) - kit.clock.time).toBe(120_000);
});

describe('signed out', () => {
  it('stops, keeps the work, and goes on after a login in place', async () => {
    hub.script = [answer(401)];
    const sync = aSync();
    await make('b1');
    sync.start();
    await rests('signed-out');
    sync.wake('timer');
    sync.wake('online');
    expect(hub.pushes).toHaveLength(1);
    sync.wake('signed-in');
    await rests('idle');
    expect(hub.effects).toEqual(['u-b1']);
  });

  it('heeds a login that came while the refused request was under way', async () => {
    const sync = aSync();
    hub.script = [
      async () => {
        sync.wake('signed-in');
        return { status: 401, json: {} };
      },
    ];
    await make('b1');
    sync.start();
    await rests('idle');
    expect(hub.effects).toEqual(['u-b1']);
  });
});

it('still sends photos where the app is too old to pull', async () => {
  const sent: string[] = [];
  const upload = async ({ photo_id }: { photo_id: string }) => {
    sent.push(photo_id);
    return { kind: 'done' } as const;
  };
  kit.blobs.add('p1', 10);
  await kit.store.write((tx) =>
    enqueue(tx, kit, aWish('photo.attach', { photo_id: 'p1', note_id: 'n1' })),
  );
  hub.script = [null, answer(426), answer(426)];
  aSync({ uploader: { upload } }).start();
  await rests('update');
  expect(sent).toEqual(['p1']);
});

it('scenario 17: still pushes where the app is too old to pull', async () => {
  const sync = aSync();
  hub.script = [answer(426)];
  sync.start();
  await rests('update');
  await make('b1');
  hub.script = [null, answer(426)];
  sync.wake('write');
  await waitFor(() => expect(hub.effects).toEqual(['u-b1']));
  await rests('update');
});

describe.each(['retired', 'lost'] as const)('a device reported %s', (reason) => {
  it('stops by itself', async () => {
    hub.script = [answer(403, { slug: 'device-revoked', details: { reason } })];
    const sync = aSync();
    await make('b1');
    sync.start();
    await rests(reason);
    for (const wake of ['write', 'timer', 'poke', 'visible', 'online', 'signed-in'] as const) {
      sync.wake(wake);
    }
    expect(phase()).toBe(reason);
    expect(hub.pushes).toHaveLength(1);
  });
});

it('never asks again on a lost device, not even for what came during the round', async () => {
  const sync = aSync();
  hub.script = [
    async () => {
      sync.wake('online');
      return { status: 403, json: { slug: 'device-revoked', details: { reason: 'lost' } } };
    },
  ];
  await make('b1');
  sync.start();
  await rests('lost');
  sync.wake('button');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(phase()).toBe('lost');
  expect(hub.pushes).toHaveLength(1);
});

it('asks again on a retired device when its user says that it was readmitted', async () => {
  hub.script = [answer(403, { slug: 'device-revoked', details: { reason: 'retired' } })];
  const sync = aSync();
  await make('b1');
  sync.start();
  await rests('retired');
  sync.wake('button');
  await rests('idle');
  expect(hub.effects).toEqual(['u-b1']);
});

describe('a server that is behind the app', () => {
  const behind = (last_seq = 0): (() => Promise<Answer>) => {
    const halt = { code: 'server-behind' };
    return answer(200, { last_seq, server_time: '2026-05-01T02:00:01Z', halt, results: [] });
  };

  it('scenario 18: refuses nothing, waits longer than a busy one, and is told by its own name', async () => {
    hub.script = [behind()];
    await make('b1');
    aSync().start();
    await rests('waiting');
    expect(states.at(-1)?.problem).toMatchObject({ code: 'server-behind' });
    expect((states.at(-1)?.retry_at ?? 0) - kit.clock.time).toBe(45_000);
    expect(await outboxOf(kit.store)).toMatchObject([{ state: 'sending', result: null }]);
    kit.clock.pass(45_000);
    await rests('idle');
    expect(hub.effects).toEqual(['u-b1']);
  });

  it('still tells this device what is new', async () => {
    hub.write('book', 'b9', { notes: 0 });
    hub.script = [behind()];
    await make('b1');
    aSync().start();
    await rests('waiting');
    expect(await kit.store.read((tx) => tx.base.get('book', 'b9'))).toBeDefined();
  });
});

it('runs another round after the one during which it was poked', async () => {
  const sync = aSync();
  const cursor = JSON.stringify({ epoch: hub.epoch, version: 0 });
  const page = { ops: [], cursor, more: false, version: 99, last_seq: 0, results: [], reset: null };
  hub.script = [
    async () => {
      sync.wake('poke');
      return { status: 200, json: page };
    },
  ];
  sync.start();
  await waitFor(() => expect(hub.pulls).toHaveLength(2));
  await rests('idle');
});

it('takes a 403 that is no revocation for a passing fault', async () => {
  hub.script = [answer(403, { slug: 'csrf-failed' })];
  await make('b1');
  aSync().start();
  await rests('waiting');
  expect(states.at(-1)?.problem).toMatchObject({ kind: 'transient', code: 'csrf-failed' });
});

it('leaves syncing to the tab that holds the lock, and looks again later', async () => {
  let isFree = false;
  const lock = {
    run: async (work: () => Promise<void>) => {
      if (isFree) await work();
      return isFree;
    },
  };
  await make('b1');
  aSync({ lock }).start();
  await rests('elsewhere');
  expect(hub.pushes).toEqual([]);
  isFree = true;
  kit.clock.pass(15_000);
  await rests('idle');
  expect(hub.effects).toEqual(['u-b1']);
});

it('reports a local fault and tries again', async () => {
  const { MemoryStore } = await import('./memoryStore');
  const store = kit.store as InstanceType<typeof MemoryStore>;
  await make('b1');
  store.hook = () => {
    throw new Error('disk');
  };
  aSync().start();
  await rests('waiting');
  expect(states.at(-1)?.problem).toMatchObject({ code: 'local-fault' });
  store.hook = () => undefined;
  kit.clock.pass(300_000);
  await rests('idle');
  expect(hub.effects).toEqual(['u-b1']);
});

it('stops trying by itself after three local faults in a row, until somebody looks', async () => {
  const { MemoryStore } = await import('./memoryStore');
  const store = kit.store as InstanceType<typeof MemoryStore>;
  await make('b1');
  store.hook = () => {
    throw new Error('disk');
  };
  const sync = aSync();
  sync.start();
  for (let i = 0; i < 2; i += 1) {
    await waitFor(() => expect(kit.clock.timers).toHaveLength(1));
    kit.clock.pass(300_000);
  }
  await waitFor(() => expect(states.at(-1)).toMatchObject({ phase: 'waiting', retry_at: null }));
  expect(kit.clock.timers).toEqual([]);
  store.hook = () => undefined;
  sync.wake('visible');
  await rests('idle');
  expect(hub.effects).toEqual(['u-b1']);
});

it('tells full storage by its name', async () => {
  const { MemoryStore } = await import('./memoryStore');
  const { StorageFull } = await import('../src/faults');
  (kit.store as InstanceType<typeof MemoryStore>).hook = () => {
    throw new StorageFull('planted');
  };
  aSync().start();
  await rests('waiting');
  expect(states.at(-1)?.problem).toMatchObject({ code: 'storage-full' });
});

it('does nothing after stop', async () => {
  const sync = aSync();
  sync.start();
  await rests('idle');
  sync.stop();
  sync.wake('button');
  expect(phase()).toBe('stopped');
  expect(hub.pulls).toHaveLength(1);
});

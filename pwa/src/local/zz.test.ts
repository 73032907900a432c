import { expect, it } from 'vitest';
import { codec } from './codec';
import { localDatabase } from './database';
import { DexieStore } from './store';

it('chain', async () => {
  const store = new DexieStore(localDatabase('t', 'zz'), codec);
  const deep = async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await deep(n - 1)));
  for (const n of [0, 1, 2, 3, 4, 5, 8, 20]) {
    try {
      await store.write(async (tx) => {
        await tx.meta.get('cursor');
        await deep(n);
        await tx.meta.set('cursor', 'x');
        await deep(n);
        await tx.meta.get('cursor');
      });
      console.log(n, 'ok');
    } catch (e) {
      console.log(n, String(e));
    }
  }
  try {
    await store.write(async (tx) => {
      await tx.meta.get('cursor');
      structuredClone({ a: 1 });
      await undefined;
      await tx.meta.set('cursor', 'x');
      await null;
      await undefined;
      await tx.meta.set('cursor', 'y');
    });
    console.log('undef ok');
  } catch (e) {
    console.log('undef', String(e));
  }
  try {
    await store.write(async (tx) => {
      await tx.meta.set('cursor', 'a');
      await tx.outbox.put([]);
      await tx.overlay.put([]);
      await tx.meta.get('cursor');
    });
    console.log('empty ok');
  } catch (e) {
    console.log('empty', String(e));
  }
  try {
    await store.write(async (tx) => {
      await tx.outbox.byUid('x');
      await tx.base.get('a', 'b');
      await tx.overlay.get('a', 'b');
      await tx.meta.get('cursor');
    });
    console.log('reads ok');
  } catch (e) {
    console.log('reads', String(e));
  }
  expect(1).toBe(1);
});

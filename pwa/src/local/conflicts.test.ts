// Conflicts: shown with both values until they are put away.
import type { Result } from '@device/wire';
import { afterEach, expect, test, vi } from 'vitest';
import { effectScope } from 'vue';
import { putAway, useConflicts } from './conflicts';
import { local } from './context';
import { perform } from './perform';
import { anAnswer, signedIn, signedOut } from './testing';

afterEach(() => signedOut());

const field = { row: 'answer/v1.A', field: 'note', yours: '已更换', theirs: '待更换' };

async function answered(code: string, conflicts: object[]): Promise<string> {
  const { uid } = await perform('visit.answer', anAnswer(code));
  await local().store.write(async (tx) => {
    const entry = await tx.outbox.byUid(uid);
    if (!entry) throw new Error('not filed');
    const { seq } = entry;
    const result = { seq, uid, status: 'applied', version: 7, conflicts } as Result;
    await tx.sent.put([{ ...entry, state: 'settled', result, settled_at: 1 }]);
    await tx.outbox.remove([entry.n]);
  });
  return uid;
}

test('an overwritten field is shown with both values, until it is put away', async () => {
  signedIn();
  const uid = await answered('A', [field]);
  await answered('B', []);
  const scope = effectScope();
  const found = scope.run(() => useConflicts());
  await vi.waitFor(() => expect(found?.value).toHaveLength(1));
  expect(found?.value[0]).toMatchObject({ uid, name: 'visit.answer', fields: [field] });
  await putAway(uid);
  await vi.waitFor(() => expect(found?.value).toEqual([]));
  scope.stop();
});

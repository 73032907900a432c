// Blobs: rows first, small photos first, and only the pulled row says that a photo has arrived.

import { beforeEach, expect, it } from 'vitest';
import { confirmPhotos, forgetOld, makeRoom, sendPhotos, waitingPhotos } from '../src/blobs';
import { enqueue } from '../src/outbox';
import type { Upload, UploadOutcome } from '../src/ports';
import { pull } from '../src/pull';
import { push } from '../src/push';
import { aKit, aWish, type TestKit } from './builders';
import { FakeHub } from './fakeHub';

let hub: FakeHub;
let kit: TestKit;
let sent: string[];
let outcomes: Record<string, UploadOutcome>;

const quiet = { progress: () => undefined, isWanted: () => false };

beforeEach(() => {
  hub = new FakeHub();
  sent = [];
  outcomes = {};
  const upload = async ({ photo_id, bytes, progress }: Upload): Promise<UploadOutcome> => {
    sent.push(photo_id);
    progress(bytes.byteLength);
    return outcomes[photo_id] ?? { kind: 'done' };
  };
  kit = aKit({ transport: hub, uploader: { upload } });
});

async function attach(photo_id: string, size: number): Promise<void> {
  kit.blobs.add(photo_id, size);
  await kit.store.write((tx) =>
    enqueue(tx, kit, aWish('photo.attach', { photo_id, note_id: 'n1' })),
  );
}

async function sync(): Promise<void> {
  await push(kit);
  await pull(kit);
  await confirmPhotos(kit);
}

const stateOf = (photo_id: string) => kit.blobs.infos.get(photo_id)?.state;

const say = async (photo_id: string, blob: string): Promise<void> => {
  hub.write('photo', photo_id, { subject_id: 'n1', blob });
  await sync();
};

it('sends no photo whose row the server does not have', async () => {
  await attach('p1', 10);
  await sendPhotos(kit, quiet);
  expect(sent).toEqual([]);
});

it('sends a photo once its row is applied, even before that is pulled', async () => {
  await attach('p1', 10);
  await push(kit);
  await sendPhotos(kit, quiet);
  expect(sent).toEqual(['p1']);
});

it('sends small photos first', async () => {
  await attach('big', 900);
  await attach('small', 10);
  await attach('middle', 300);
  await sync();
  await sendPhotos(kit, quiet);
  expect(sent).toEqual(['small', 'middle', 'big']);
});

it('calls a photo delivered only when the pulled row says present', async () => {
  await attach('p1', 10);
  await sync();
  await sendPhotos(kit, quiet);
  await sync();
  expect(stateOf('p1')).toBe('uploaded');
  await say('p1', 'present');
  expect(stateOf('p1')).toBe('delivered');
});

it('keeps delivered bytes for seven days', async () => {
  await attach('p1', 10);
  await sync();
  await say('p1', 'present');
  await forgetOld(kit);
  expect(stateOf('p1')).toBe('delivered');
  kit.clock.time += 7 * 24 * 3_600_000;
  await forgetOld(kit);
  expect(stateOf('p1')).toBeUndefined();
});

it('lets delivered photos go, the oldest first, until there is room', async () => {
  for (const id of ['p1', 'p2', 'p3']) await attach(id, 10);
  await sync();
  for (const id of ['p2', 'p1', 'p3']) {
    kit.clock.time += 1_000;
    await say(id, 'present');
  }
  const hasRoom = async () => kit.blobs.infos.size < 3;
  expect(await makeRoom(kit, hasRoom)).toBe(true);
  expect([...kit.blobs.infos.keys()]).toEqual(['p1', 'p3']);
});

it('never forgets a photo that is not delivered, however short storage is', async () => {
  await attach('p1', 10);
  await sync();
  await sendPhotos(kit, quiet);
  await sync();
  kit.clock.time += 8 * 24 * 3_600_000;
  await forgetOld(kit);
  expect(await makeRoom(kit, async () => false)).toBe(false);
  expect(stateOf('p1')).toBe('uploaded');
});

it('sends a delivered photo again that a restored server is missing', async () => {
  await attach('p1', 10);
  await sync();
  await say('p1', 'present');
  await say('p1', 'missing');
  expect(stateOf('p1')).toBe('kept');
  expect((await waitingPhotos(kit)).map(({ photo_id }) => photo_id)).toEqual(['p1']);
});

it('stops at a problem that the next photo would meet too', async () => {
  await attach('p1', 10);
  await attach('p2', 20);
  await sync();
  outcomes.p1 = { kind: 'signed-out' };
  expect(await sendPhotos(kit, quiet)).toEqual({ count: 0, problem: { kind: 'signed-out' } });
  expect(sent).toEqual(['p1']);
});

it('scenario 24: goes on with the next where one arrives damaged, and blocks it after three times', async () => {
  await attach('p1', 10);
  await attach('p2', 20);
  await sync();
  outcomes.p1 = { kind: 'corrupt' };
  const damaged = { kind: 'transient', cause: 'network', code: 'corrupt' };
  const problems = [];
  for (let i = 0; i < 4; i += 1) problems.push((await sendPhotos(kit, quiet)).problem);
  // As long as it is to be tried again the loop is told to come back by itself.
  expect(problems).toEqual([damaged, damaged, null, null]);
  expect(sent.filter((id) => id === 'p1')).toHaveLength(3);
  expect([stateOf('p1'), stateOf('p2')]).toEqual(['blocked', 'uploaded']);
});

it('marks a photo that the server refuses, keeps its bytes, and does not send it again', async () => {
  await attach('p1', 10);
  await sync();
  outcomes.p1 = { kind: 'refused', code: 'not-a-picture' };
  await sendPhotos(kit, quiet);
  await sendPhotos(kit, quiet);
  expect(sent).toEqual(['p1']);
  expect(kit.blobs.infos.get('p1')).toMatchObject({ state: 'refused', code: 'not-a-picture' });
});

it('learns of a refusal from the pulled row', async () => {
  await attach('p1', 10);
  await sync();
  await say('p1', 'refused');
  expect(stateOf('p1')).toBe('refused');
  expect(await waitingPhotos(kit)).toEqual([]);
});

it('lets text that has come in meanwhile go before the next photo', async () => {
  await attach('p1', 10);
  await attach('p2', 20);
  await sync();
  await sendPhotos(kit, { ...quiet, isWanted: () => sent.length > 0 });
  expect(sent).toEqual(['p1']);
});

it('lets photos wait for another line where the user wants it, also between two of them', async () => {
  await attach('p1', 10);
  await attach('p2', 20);
  await sync();
  await sendPhotos({ ...kit, mayUpload: () => false }, quiet);
  expect(sent).toEqual([]);
  await sendPhotos({ ...kit, mayUpload: () => sent.length === 0 }, quiet);
  expect(sent).toEqual(['p1']);
  sent.length = 0;
  await sendPhotos({ ...kit, mayUpload: () => true }, quiet);
  expect(sent).toContain('p2');
});

it('tells how far it has come', async () => {
  await attach('p1', 10);
  await sync();
  const told: unknown[] = [];
  await sendPhotos(kit, { ...quiet, progress: (...args) => told.push(args) });
  expect(told).toEqual([['p1', 10, 10]]);
});

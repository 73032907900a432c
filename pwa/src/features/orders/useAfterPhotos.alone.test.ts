// Photos of a feedback: kept at once, taken back with an undo, and evidence of a former round left alone.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, ref } from 'vue';
import { blankDraft, completed, type FeedbackDraft } from './feedback';
import { aMatter } from './testing';
import { useAfterPhotos } from './useAfterPhotos';

const dropped: string[] = [];
let shot = 0;
vi.mock('@/local/capture', () => ({
  dropPhoto: async (id: string) => void dropped.push(id),
  rememberIntent: async () => undefined,
  settleIntent: async () => undefined,
}));
vi.mock('@/local/photoMarks', () => ({ usePreviewMark: () => ref([]) }));
vi.mock('@/local/photoViews', () => ({ usePhotoUrls: () => ref(new Map()) }));
vi.mock('@/local/position', () => ({ locate: async () => undefined }));
vi.mock('@/local/shooting', () => {
  const next = async () => {
    shot += 1;
    return `shot-${shot}`;
  };
  const shooting = { isBusy: ref(false), fault: ref(null), shoot: next, keepShot: next };
  return { useShooting: () => ({ ...shooting, keepDrawing: next, forgetFault: () => undefined }) };
});

let end: () => void = () => undefined;
beforeEach(() => {
  dropped.length = 0;
  shot = 0;
});
afterEach(() => end());

function open(after_photo_ids: string[] = []) {
  const blank = blankDraft('f1', '签字人甲', 'orange');
  const draft = ref<FeedbackDraft | null>(completed(blank, [aMatter({ after_photo_ids })]));
  const scope = effectScope();
  end = () => scope.stop();
  const isSent = (id: string) => id.startsWith('sent');
  const photos = scope.run(() => useAfterPhotos('o1', draft, isSent));
  if (!photos) throw new Error('no scope');
  const ids = () => draft.value?.matters[0]?.photo_ids;
  return { draft, photos, ids };
}
const picture = new Blob(['x']);

it('puts each shot of the camera into the answer, and counts what may follow', async () => {
  const { photos, ids } = open(['sent-1']);
  await photos.burst.open('m1');
  expect(photos.room.value).toBe(8);
  photos.burst.add(picture);
  photos.burst.add(picture);
  await photos.burst.close();
  expect(ids()).toEqual(['sent-1', 'shot-1', 'shot-2']);
});

it('takes the last shot back to take it anew', async () => {
  const { photos, ids } = open();
  await photos.burst.open('m1');
  photos.burst.add(picture);
  photos.burst.add(picture);
  await photos.burst.takeBack();
  expect(ids()).toEqual(['shot-1']);
  expect(dropped).toEqual(['shot-2']);
  expect(photos.burst.taken.value).toBe(1);
});

it('undoes a removal in its old place, and deletes nothing before', async () => {
  const { photos, ids } = open(['a', 'b', 'c']);
  await photos.remove('m1', 'b');
  expect(ids()).toEqual(['a', 'c']);
  expect(dropped).toEqual([]);
  photos.undoRemoval();
  expect(ids()).toEqual(['a', 'b', 'c']);
  await photos.settleRemoval();
  expect(dropped).toEqual([]);
});

it('deletes a removed photo when the next is removed, and when the page is left', async () => {
  const { photos } = open(['a', 'b']);
  await photos.remove('m1', 'a');
  await photos.remove('m1', 'b');
  expect(dropped).toEqual(['a']);
  end();
  await vi.waitFor(() => expect(dropped).toEqual(['a', 'b']));
});

it('leaves photos of a former round where they are: they are evidence', async () => {
  const { photos, ids } = open(['sent-1']);
  await photos.remove('m1', 'sent-1');
  await photos.settleRemoval();
  expect(ids()).toEqual([]);
  expect(dropped).toEqual([]);
});

it('replaces the one photo of the meeting, the stamped copy and the signature', async () => {
  const { photos, draft } = open();
  await photos.shoot('stamp', 'camera');
  await photos.shoot('stamp', 'camera');
  await photos.shoot('meeting', 'gallery');
  await photos.sign({ bytes: new ArrayBuffer(1), type: 'image/png', width: 1, height: 1 });
  expect(draft.value).toMatchObject({
    ...{ stamped_photo_id: 'shot-2', signature_photo_id: 'shot-4' },
    meeting: { photo_id: 'shot-3' },
  });
  photos.signAgain();
  expect(draft.value?.signature_photo_id).toBe('');
  expect(dropped).toEqual(['shot-1', 'shot-4']);
});

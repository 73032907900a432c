// Notifications: the inbox counts, reads one, reads all.
// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope, ref } from 'vue';
import type { NoticeRow } from '@/api/rows';
import { type Local, openLocal } from '@/local/context';
import { registerPredictions } from '@/local/model';
import { aUser, signedOut } from '@/local/testing';
import { predictions } from './predictions';
import { useNotices } from './useNotices';

let user = aUser();
vi.mock('@/local/session', () => ({ useSession: () => ({ user: ref(user) }) }));
registerPredictions(predictions);
let here: Local;

const aNotice = (id: string, read_at: string | null = null): NoticeRow => ({
  ...{ id, user_id: user.id, kind: 'order_closed', subject_kind: 'order', subject_id: 'o1' },
  ...{ params: {}, created_at: '2026-11-23T02:00:00Z', read_at },
});

beforeEach(async () => {
  user = aUser();
  here = openLocal(user);
  const notices = [aNotice('n1'), aNotice('n2'), aNotice('n3', '2026-11-23T03:00:00Z')];
  await here.store.write((tx) =>
    tx.base.put(
      notices.map((row) => ({
        ...{ entity: 'notice', id: row.id, parent: user.id, row, scopes: ['s'], version: 1 },
      })),
    ),
  );
});
afterEach(signedOut);

it('counts what is unread, reads one, then the rest in one command', async () => {
  const scope = effectScope();
  const inbox = scope.run(useNotices);
  if (!inbox) throw new Error('no scope');
  await expect.poll(() => inbox.unreadCount.value).toBe(2);
  await inbox.read(aNotice('n1'));
  await expect.poll(() => inbox.unreadCount.value).toBe(1);
  inbox.hold();
  expect([inbox.unreadCount.value, inbox.heldCount.value]).toEqual([0, 1]);
  await inbox.settle();
  await expect.poll(() => inbox.unreadCount.value).toBe(0);
  await inbox.read(aNotice('n3', '2026-11-23T03:00:00Z'));
  const sent = await here.store.read((tx) => tx.outbox.list());
  expect(sent.map(({ args }) => args.notice_ids)).toEqual([['n1'], ['n2']]);
  scope.stop();
});

it('marks all as read only when nobody has taken it back, at the latest on leaving', async () => {
  const scope = effectScope();
  const inbox = scope.run(useNotices);
  if (!inbox) throw new Error('no scope');
  await expect.poll(() => inbox.unreadCount.value).toBe(2);
  inbox.hold();
  inbox.undo();
  await inbox.settle();
  expect(inbox.unreadCount.value).toBe(2);
  expect(await here.store.read((tx) => tx.outbox.list())).toEqual([]);
  inbox.hold();
  scope.stop();
  const sent = () => here.store.read((tx) => tx.outbox.list());
  await expect
    .poll(async () => (await sent()).map(({ args }) => args.notice_ids))
    .toEqual([['n1', 'n2']]);
});

it('shows what is unread only, and one group only', async () => {
  const scope = effectScope();
  const inbox = scope.run(useNotices);
  if (!inbox) throw new Error('no scope');
  await expect.poll(() => inbox.unreadCount.value).toBe(2);
  const ids = () => inbox.days.value.flatMap(({ notices }) => notices.map(({ id }) => id)).sort();
  expect(ids()).toEqual(['n1', 'n2', 'n3']);
  inbox.isUnreadOnly.value = true;
  expect(ids()).toEqual(['n1', 'n2']);
  inbox.group.value = 'tasks';
  expect(ids()).toEqual([]);
  scope.stop();
});

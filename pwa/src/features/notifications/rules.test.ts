// Notifications: grouping by day, where they lead, what is sent at once.
import { expect, it } from 'vitest';
import { batches, byDay, GROUPS, isIn, type NoticeLine, nearDay, pathOf, wordOf } from './rules';

const aNotice = (change: Partial<NoticeLine> = {}): NoticeLine => ({
  ...{ id: 'n1', kind: 'order_delivered', subject_kind: 'order', subject_id: 'o1', params: {} },
  ...{ created_at: '2026-11-23T02:00:00Z', read_at: null },
  ...change,
});

it('groups by the day in China, newest first', () => {
  const late = aNotice({ id: 'late', created_at: '2026-11-22T16:30:00Z' });
  const early = aNotice({ id: 'early', created_at: '2026-11-22T15:30:00Z' });
  const groups = byDay([early, aNotice(), late]);
  expect(groups.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-22']);
  expect(groups[0]?.notices.map(({ id }) => id)).toEqual(['n1', 'late']);
});

it('leads to what the notice is about', () => {
  expect(pathOf(aNotice())).toBe('/orders/o1');
  expect(pathOf(aNotice({ subject_kind: 'task' }))).toBe('/tasks');
  expect(pathOf(aNotice({ subject_kind: 'bulletin', subject_id: 'b1' }))).toBe('/bulletins/b1');
  expect(pathOf(aNotice({ subject_kind: 'campaign' }))).toBe('/');
});

it('has words for a kind that it does not know', () => {
  expect(wordOf({ kind: 'order_closed' })).toBe('order_closed');
  expect(wordOf({ kind: 'order_sung' })).toBe('other');
});

it('calls days by their nearness', () => {
  expect(nearDay('2026-11-23', '2026-11-23')).toBe('today');
  expect(nearDay('2026-11-22', '2026-11-23')).toBe('yesterday');
  expect(nearDay('2026-11-20', '2026-11-23')).toBe(null);
});

it('marks no more than five hundred at once', () => {
  const ids = Array.from({ length: 1001 }, (_, n) => `n${n}`);
  expect(batches(ids).map((batch) => batch.length)).toEqual([500, 500, 1]);
  expect(batches([])).toEqual([]);
});

it('sorts notices into orders, tasks and what is urgent', () => {
  const groupsOf = (notice: NoticeLine) => GROUPS.filter((group) => isIn(group, notice));
  expect(groupsOf(aNotice())).toEqual(['all', 'orders']);
  expect(groupsOf(aNotice({ subject_kind: 'task', kind: 'task_assigned' }))).toEqual([
    'all',
    'tasks',
  ]);
  expect(groupsOf(aNotice({ kind: 'orange_failed' }))).toEqual(['all', 'orders', 'urgent']);
  expect(groupsOf(aNotice({ params: { escalated: 1 } }))).toEqual(['all', 'orders', 'urgent']);
  expect(groupsOf(aNotice({ params: { red_line: 1 } }))).toEqual(['all', 'orders', 'urgent']);
});

// Outbox: grouping by record, honest states, what a refused piece of work holds.
import { expect, it } from 'vitest';
import {
  comparedOf,
  contentOf,
  groupsOf,
  type Item,
  isTelling,
  mayDropPhoto,
  mendingOf,
  missingOf,
  type Photo,
  type Problem,
  pathOf,
  photoLineOf,
  photosOf,
  receiptWords,
  recordOf,
  valueWords,
} from './rules';

let n = 0;
const anItem = (name: string, args: Item['args'], change: Partial<Item> = {}): Item => {
  n += 1;
  return {
    ...{ uid: `u${n}`, name, args, state: 'waiting', code: null, title: null, details: {} },
    row: null,
    ...{ about: [], occurredAt: '2026-11-23T10:00:00+08:00' },
    ...change,
  };
};
const aPhoto = (change: Partial<Photo> = {}): Photo => ({
  ...{ photo_id: 'p1', size: 300_000, state: 'kept', code: null, record: 'visit/v1', slot: null },
  ...change,
});
const ONLINE = { online: true, phase: 'idle', uploading: null };
const answer = (item_code: string, result: string, note = '') =>
  anItem('visit.answer', { visit_id: 'v1', item_code, result, note });

it('finds the record that a change belongs to', () => {
  expect(recordOf(answer('A', 'pass'))).toBe('visit/v1');
  const photo = { subject_kind: 'order', subject_id: 'o1', photo_id: 'p' };
  expect(recordOf(anItem('photo.attach', photo))).toBe('order/o1');
  const issue = { order_id: 'o1', visit_id: 'v1' };
  expect(recordOf(anItem('order.issue', issue))).toBe('order/o1');
  const read = anItem('notice.read', { notice_ids: ['n1'] }, { about: ['notice/n1', 'user/u'] });
  expect(recordOf(read)).toBe('notice/all');
  expect(recordOf(anItem('photo.detach', { photo_id: 'p' }, { uid: 'x' }))).toBe('other/x');
});

it('groups changes and photos of one record', () => {
  const items = [answer('A', 'pass'), answer('B', 'fail'), anItem('site.close', { site_id: 's' })];
  const groups = groupsOf(items, [aPhoto(), aPhoto({ photo_id: 'p2', state: 'uploaded' })], ONLINE);
  expect(groups.map(({ record }) => record)).toEqual(['visit/v1', 'site/s']);
  expect(groups[0]).toMatchObject({ bytes: 300_000, state: 'queued' });
  expect(groups[0]?.items).toHaveLength(2);
});

it.each([
  ['saved', { online: false, phase: 'waiting', uploading: null }, 'waiting'],
  ['queued', ONLINE, 'waiting'],
  ['queued', { ...ONLINE, phase: 'waiting' }, 'sending'],
  ['sending', { ...ONLINE, phase: 'pushing' }, 'sending'],
] as const)('says %s honestly', (state, line, itemState) => {
  const items = [{ ...answer('A', 'pass'), state: itemState }];
  expect(groupsOf(items, [], line)[0]?.state).toBe(state);
});

it('is sending while a photo of the record is uploading', () => {
  const groups = groupsOf([], [aPhoto()], {
    ...ONLINE,
    phase: 'uploading',
    uploading: { photo_id: 'p1', sent: 0 },
  });
  expect(groups[0]?.state).toBe('sending');
});

it('leaves photos that arrived, or that need a person, out of what waits', () => {
  const photos = [aPhoto({ state: 'delivered' }), aPhoto({ state: 'refused' })];
  expect(groupsOf([], photos, ONLINE)).toEqual([]);
});

const refusedStart: Problem = {
  ...anItem('visit.start', { visit_id: 'v1', site_id: 's1' }, { state: 'refused' }),
  held: [
    answer('A', 'fail', '公示栏过期'),
    anItem('photo.attach', { subject_kind: 'visit', subject_id: 'v1', photo_id: 'p1' }),
    answer('A', 'partial', '已更换一半'),
    anItem('visit.sign', { visit_id: 'v1', signer_name: '当班负责人', photo_id: 'p2' }),
  ],
};

it('shows all that a refused visit holds, the last answer only', () => {
  expect(contentOf(refusedStart)).toEqual([
    { kind: 'answer', code: 'A', result: 'partial', note: '已更换一半' },
    { kind: 'field', field: 'signer_name', text: '当班负责人' },
  ]);
  expect(photosOf(refusedStart)).toEqual(['p1']);
});

it('shows what a refused feedback said', () => {
  const matters = [{ matter_id: 'm', cause: '未检查', measures: '已换', outcome: '合格' }];
  const problem = { ...anItem('order.submit_feedback', { order_id: 'o', matters }), held: [] };
  expect(contentOf(problem).map((content) => 'text' in content && content.text)).toEqual([
    '未检查',
    '已换',
    '合格',
  ]);
  expect(mendingOf(problem)).toEqual({ path: '/orders/o/feedback', needs: 'order/o' });
});

it('leads to the pages of records that have one', () => {
  expect(pathOf('visit/v1')).toBe('/visits/v1');
  expect(pathOf('site/s1')).toBe(null);
});

it('reads what the server said is missing', () => {
  const details = { items: [{ item_code: 'CK-01', missing: ['photo', 'note'] }] };
  expect(missingOf({ details })).toEqual([{ code: 'CK-01', what: ['photo', 'note'] }]);
  expect(missingOf({ details: {} })).toEqual([]);
});

it('words receipts', () => {
  const at = Date.parse('2026-11-23T06:03:00Z');
  expect(receiptWords({ visits: 1, orders: 1, photos: 12, at })).toEqual({
    ...{ records: 2, photos: 12, time: '14:03' },
  });
});

it('mends an order that was not issued where it is issued', () => {
  const issue = anItem('order.issue', { order_id: 'o', visit_id: 'v' });
  expect(mendingOf(issue)).toEqual({ path: '/visits/v/slip', needs: 'visit/v' });
  expect(mendingOf(anItem('site.close', { site_id: 's' }))).toBe(null);
});

it('tells each photo how far it is', () => {
  const line = { ...ONLINE, phase: 'uploading', uploading: { photo_id: 'p1', sent: 150_000 } };
  expect(photoLineOf(aPhoto(), line)).toMatchObject({ state: 'sending', percent: 50 });
  expect(photoLineOf(aPhoto({ photo_id: 'p2' }), line)).toMatchObject({
    ...{ state: 'queued', percent: null },
  });
  const offline = { ...ONLINE, online: false };
  expect(photoLineOf(aPhoto({ photo_id: 'p2' }), offline).state).toBe('saved');
  expect(photoLineOf(aPhoto({ state: 'uploaded' }), offline)).toMatchObject({ isVerifying: true });
});

it('shows both sides of a difference as people read them', () => {
  const words = { empty: '（空）', yes: '是', no: '否' };
  expect(valueWords('score_tenths', 885, words)).toBe('88.5');
  expect(
    [null, '', {}, true, ['a', 'b'], { b: 2 }].map((one) => valueWords('x', one, words)),
  ).toEqual([...['（空）', '（空）', '（空）', '是', 'a、b', 'b：2']]);
});

it("shows of the server's row what can be compared, and nothing that is empty", () => {
  const row = { id: 'o1', state: 'withdrawn', note: '', is_closed: false, unit_id: 'u1' };
  expect(comparedOf(row)).toEqual([
    { field: 'state', value: 'withdrawn' },
    { field: 'is_closed', value: false },
  ]);
  expect(comparedOf(null)).toEqual([]);
});

it('lets a photo go only while its record can be changed', () => {
  expect(['open', 'returned', null].map(mayDropPhoto)).toEqual([true, true, true]);
  expect(['closed', 'in_review'].map(mayDropPhoto)).toEqual([false, false]);
});

it('tells a receipt only where somebody waits for it', () => {
  const none = { visits: 0, orders: 0, photos: 0, at: 1 };
  expect([none, { ...none, photos: 1 }].map(isTelling)).toEqual([false, true]);
});

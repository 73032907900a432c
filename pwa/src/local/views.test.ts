// The honest words: delivery of a record, the outbox as a person reads it, the sync line.

import { IDLE } from '@device/phase';
import type { OutboxEntry } from '@device/store';
import { expect, it } from 'vitest';
import { anEntry } from '../../../sync/device/testing/builders';
import type { KeptPhoto } from './blobs';
import { deliveryOf, type Facts } from './delivery';
import { outboxView } from './outboxView';
import { receiptView, summarise } from './syncView';

const facts = (change: Partial<Facts> = {}): Facts => ({
  ...{ entries: [], photos: [], kept: [], phase: 'idle', uploading: null, online: true },
  ...change,
});

const missing = { id: 'p1', blob: 'missing' } as const;
const refused = (n: number, change: Partial<OutboxEntry> = {}): OutboxEntry =>
  anEntry(n, {
    state: 'refused',
    result: {
      seq: n,
      uid: `uid-${n}`,
      status: 'rejected',
      code: 'site-closed',
      title: '场所已关闭',
    },
    ...change,
  });

const deliveries: [why: string, facts: Facts, expected: string][] = [
  ['nothing is on its way', facts(), 'delivered'],
  ['all photos are present', facts({ photos: [{ id: 'p1', blob: 'present' }] }), 'delivered'],
  ['a photo is missing', facts({ photos: [missing] }), 'queued'],
  ['a mutation waits offline', facts({ entries: [anEntry(1)], online: false }), 'saved'],
  ['a mutation waits online', facts({ entries: [anEntry(1)] }), 'queued'],
  [
    'it is applied but not pulled',
    facts({ entries: [anEntry(1, { state: 'settled' })] }),
    'queued',
  ],
  [
    'it is being pushed',
    facts({ entries: [anEntry(1, { state: 'sending' })], phase: 'pushing' }),
    'sending',
  ],
  [
    'an earlier push of it failed',
    facts({ entries: [anEntry(1, { state: 'sending' })], phase: 'waiting' }),
    'queued',
  ],
  ['its photo is being uploaded', facts({ photos: [missing], uploading: 'p1' }), 'sending'],
  ['another’s photo is being uploaded', facts({ photos: [missing], uploading: 'p2' }), 'queued'],
  ['it was refused', facts({ entries: [refused(1), anEntry(2)] }), 'attention'],
  ['it is parked', facts({ entries: [anEntry(1, { state: 'parked' })] }), 'attention'],
  ['its photo was refused', facts({ photos: [{ id: 'p1', blob: 'refused' }] }), 'attention'],
  [
    'its photo is blocked',
    facts({ photos: [missing], kept: [{ photo_id: 'p1', state: 'blocked' }] }),
    'attention',
  ],
];

it.each(deliveries)('when %s, says so honestly', (_, given, expected) => {
  expect(deliveryOf(given)).toBe(expected);
});

const held = (n: number, change: Partial<OutboxEntry> = {}): OutboxEntry =>
  refused(n, {
    deps: ['uid-1'],
    result: {
      ...{ seq: n, uid: `uid-${n}`, status: 'rejected', code: 'dependency-rejected' },
      root_uid: 'uid-1',
    },
    ...change,
  });

it('shows one problem and all the edits that it holds back, sent or not', () => {
  const later = anEntry(4, { deps: ['uid-3'] });
  const view = outboxView([refused(1), held(2), held(3), later, anEntry(5)]);
  expect(view.problems).toMatchObject([{ uid: 'uid-1', code: 'site-closed', title: '场所已关闭' }]);
  expect(view.problems[0]?.held.map(({ uid }) => uid)).toEqual(['uid-2', 'uid-3', 'uid-4']);
  expect(view.waiting.map(({ uid }) => uid)).toEqual(['uid-5']);
});

it('makes a problem of its own of an edit whose root is gone', () => {
  expect(outboxView([held(2)]).problems).toMatchObject([{ uid: 'uid-2' }]);
});

it('shows discarded work as what it was', () => {
  const original = { name: 'visit.answer', v: 1, args: { note: 'x' }, base: {}, deps: [] };
  const view = outboxView([anEntry(1, { name: 'noop', original })]);
  expect(view.discarded).toMatchObject([{ name: 'visit.answer', args: { note: 'x' } }]);
  expect(view.waiting).toEqual([]);
});

const aPhoto = (photo_id: string, size: number, state: KeptPhoto['state']): KeptPhoto => ({
  ...{ photo_id, size, state, type: 'image/jpeg', sha256: '', tries: 0, code: null },
  delivered_at: null,
});

it('counts what waits, what needs a person, and the bytes left', () => {
  const entries = [refused(1), held(2), anEntry(3, { occurred_at: 'first' }), anEntry(4)];
  const photos = [
    aPhoto('a', 100, 'kept'),
    aPhoto('b', 50, 'kept'),
    aPhoto('c', 9, 'uploaded'),
    aPhoto('d', 9, 'delivered'),
    aPhoto('e', 9, 'blocked'),
  ];
  const upload = { photo_id: 'a', sent: 40, size: 100 };
  expect(summarise(entries, photos, { ...IDLE, upload })).toMatchObject({
    ...{ pending: 2, photosPending: 3, bytesLeft: 110, needsAttention: 2 },
    oldestPendingAt: 'first',
  });
});

it('leaves photos out of what waits whose attaching was refused or discarded', () => {
  const attach = (photo_id: string) => ({ name: 'photo.attach', args: { photo_id } });
  const original = { ...attach('b'), v: 1, base: {}, deps: [] };
  const entries = [
    refused(1, attach('a')),
    anEntry(2, { name: 'noop', original }),
    anEntry(3, attach('c')),
    anEntry(4, { ...attach('d'), state: 'settled' }),
  ];
  const photos = ['a', 'b', 'c', 'd'].map((photo_id) => aPhoto(photo_id, 10, 'kept'));
  expect(summarise(entries, photos, IDLE)).toMatchObject({ photosPending: 2, bytesLeft: 20 });
});

it('reads a receipt as visits, orders and photos', () => {
  const about = ['visit/v1', 'answer/v1.A', 'order/o1', 'order/o2'];
  expect(receiptView({ about, photos: 12, at: 5 })).toEqual({
    visits: 1,
    orders: 2,
    photos: 12,
    at: 5,
  });
});

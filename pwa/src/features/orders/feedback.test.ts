// Orders: what a feedback lacks, what a returned one starts from, and which photos are its own.
import { expect, it } from 'vitest';
import {
  blankDraft,
  completed,
  lackKey,
  lacks,
  nextLack,
  sentPhotos,
  withPhrase,
  withStrays,
} from './feedback';
import { drawWords, outcomeOf } from './lookback';
import { aMatter } from './testing';

const complete = () => {
  const matter = aMatter({ cause: 'a', measures: 'b', outcome: 'c', after_photo_ids: ['p9'] });
  const draft = completed(blankDraft('f1', '签字人甲', 'blue'), [matter]);
  return { ...draft, signature_photo_id: 'p10' };
};

it('starts a returned feedback from the former answers', () => {
  expect(complete().matters).toEqual([
    { matter_id: 'm1', cause: 'a', measures: 'b', outcome: 'c', photo_ids: ['p9'] },
  ]);
  expect(lacks(complete())).toEqual([]);
});

it('keeps what is written already, whatever the order says', () => {
  const draft = blankDraft('f1', '签字人甲', 'blue');
  const written = { matter_id: 'm1', cause: '新', measures: '', outcome: '', photo_ids: [] };
  const next = completed({ ...draft, matters: [written] }, [aMatter({ cause: '旧' })]);
  expect(next.matters).toEqual([written]);
});

it('names all that is lacking', () => {
  const draft = completed(blankDraft('f1', ' ', 'blue'), [aMatter({ cause: ' ' })]);
  expect(lacks(draft).map(({ what }) => what)).toEqual([
    ...['photo', 'cause', 'measures', 'outcome', 'signer', 'signature'],
  ]);
});

it('asks for a meeting, a plan and the stamped copy where the order is orange', () => {
  const draft = { ...complete(), ...blankDraft('f1', '签字人甲', 'orange') };
  const answered = { ...draft, matters: complete().matters, signature_photo_id: 'p10' };
  const kinds = (told: typeof answered) => lacks(told).map(({ what }) => what);
  expect(kinds(answered)).toEqual(['meeting', 'plan', 'stamp']);
  const held = { held_at: '2026-11-21T02:00:00Z', chair: '甲', attendees: '甲、乙', record: '' };
  const meeting = { ...held, photo_id: 'p11' };
  const told = { ...answered, meeting, plan: '换新', stamped_photo_id: 'p12' };
  expect(kinds(told)).toEqual([]);
  expect(kinds({ ...told, meeting: { ...meeting, attendees: ' ' } })).toEqual(['meeting']);
});

it('joins phrases, each once', () => {
  expect(withPhrase('', '当场整改完毕', '；')).toBe('当场整改完毕');
  expect(withPhrase('已更换 ', '当场整改完毕', '；')).toBe('已更换；当场整改完毕');
  expect(withPhrase('当场整改完毕', '当场整改完毕', '；')).toBe('当场整改完毕');
});

it('leads from one lack to the next below, whether the one before is mended or not', () => {
  const keys = ['m1.photo', 'm1.cause', 'm2.photo', 'order.signature'];
  expect(nextLack(keys, [], null)).toBe('m1.photo');
  expect(nextLack(keys, keys, 'm1.photo')).toBe('m1.cause');
  const left = keys.filter((key) => key !== 'm1.cause');
  expect(nextLack(left, keys, 'm1.cause')).toBe('m2.photo');
  expect(nextLack(left, keys, 'order.signature')).toBe('m1.photo');
  expect(nextLack([], keys, 'm1.photo')).toBe(undefined);
});

it('names the place of each lack', () => {
  expect(lackKey({ matter_id: 'm1', what: 'cause' })).toBe('m1.cause');
  expect(lackKey({ matter_id: null, what: 'stamp' })).toBe('order.stamp');
});

it('takes up what was shot before the page was ended, and nothing else', () => {
  const draft = completed(blankDraft('f1', '签字人甲', 'blue'), [aMatter()]);
  const shot = { slot: 'm1', owner_id: 'me', blob: 'missing' };
  const photos = [
    ...[
      { ...shot, id: 'mine' },
      { ...shot, id: 'sent' },
    ],
    ...[
      { ...shot, id: 'refused', blob: 'refused' },
      { ...shot, id: 'other', owner_id: 'you' },
    ],
    { ...shot, id: 'pad', slot: 'signature' },
  ];
  const found = withStrays(draft, photos, new Set(['sent']), 'me');
  expect(found.matters[0]?.photo_ids).toEqual(['mine']);
  // A second start finds nothing new.
  expect(withStrays(found, photos, new Set(['sent']), 'me')).toEqual(found);
});

it('counts every photo of a former round as sent', () => {
  const round = { matters: [{ photo_ids: ['a', 'b'] }], signature_photo_id: 's' };
  const orange = { ...round, meeting: { photo_id: 'm' }, stamped_photo_id: 'c' };
  expect([...sentPhotos([orange])]).toEqual(['a', 'b', 's', 'c', 'm']);
  expect(sentPhotos([{ ...round, meeting: null, stamped_photo_id: null }]).size).toBe(3);
});

it('says how a draw went, and what a look-back has found', () => {
  const draw = { period: '2026-11', commitment: 'c', rule: 2, is_drawn: true, checks: [] };
  expect(drawWords({ ...draw, number: 42, ppm: 200_000 })).toEqual({
    number: '0.000042',
    percent: 20,
  });
  expect([null, true, false].map((is_passed) => outcomeOf({ is_passed }))).toEqual([
    ...['waiting', 'passed', 'failed'],
  ]);
});

// Orders: what a feedback lacks, what a returned one starts from; the story; before and after.
import { expect, it } from 'vitest';
import { blankDraft, completed, lacks, withPhrase } from './feedback';
import { drawWords, outcomeOf } from './lookback';
import { apart, pairUp } from './pairs';
import { aMatter, anOrder } from './testing';
import { storyOf } from './timeline';

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

it('tells the story in the order of time, with rounds and reasons', () => {
  const order = anOrder({ state: 'returned', acknowledged_at: '2026-11-20T05:00:00Z' });
  const steps = storyOf(
    order,
    [{ round: 1, author_name: '站点责任人03', submitted_at: '2026-11-21T05:00:00Z' }],
    [
      {
        ...{ round: 1, verdict: 'return', reasons: ['measures_vague'], note: '请写明' },
        ...{ reviewer_name: '审核人01', reviewed_at: '2026-11-22T05:00:00Z' },
      },
    ],
  );
  expect(steps.map(({ kind }) => kind)).toEqual([
    ...['issued', 'delivered', 'acknowledged', 'feedback', 'return'],
  ]);
  expect(steps.at(-1)).toMatchObject({ round: 1, reasons: ['measures_vague'], note: '请写明' });
});

it('ends a withdrawn order with its reason', () => {
  const order = anOrder({ state: 'withdrawn', delivered_at: null, withdrawn_reason: '填错站点' });
  expect(storyOf(order, [], []).at(-1)).toMatchObject({ kind: 'withdrawn', note: '填错站点' });
});

it('tells who proposed, who signed, and what the system did by itself', () => {
  const kinds = (change: Parameters<typeof anOrder>[0]) =>
    storyOf(anOrder({ delivered_at: null, ...change }), [], []).map(({ kind, who, name }) =>
      [kind, who, name].filter(Boolean).join(' '),
    );
  const proposal = { number: null, proposer_name: '督查员06', state: 'draft' } as const;
  expect(kinds(proposal)).toEqual(['proposed 督查员06']);
  expect(kinds({ proposer_name: '督查员06', issuer_name: '组长' })).toEqual([
    'signed 组长 督查员06',
  ]);
  expect(kinds({ issuer_id: 'system' })).toEqual(['automatic']);
  expect(kinds({ number: null, colour: 'orange', state: 'draft' })).toEqual(['drafted']);
});

it('ends a voided order with its reason, after all that had happened', () => {
  const closed = { closed_at: '2026-11-22T05:00:00Z', voided_at: '2026-11-23T05:00:00Z' };
  const order = anOrder({ state: 'voided', void_reason: '选错了站点', ...closed });
  const steps = storyOf(order, [], []);
  expect(steps.map(({ kind }) => kind)).toEqual(['issued', 'delivered', 'closed', 'voided']);
  expect(steps.at(-1)?.note).toBe('选错了站点');
});

it('says how a draw went, and what a look-back has found', () => {
  const draw = { period: '2026-11', commitment: 'c', is_drawn: true, checks: [] };
  expect(drawWords({ ...draw, number: 42, ppm: 200_000 })).toEqual({
    number: '0.000042',
    percent: 20,
  });
  expect([null, true, false].map((is_passed) => outcomeOf({ is_passed }))).toEqual([
    ...['waiting', 'passed', 'failed'],
  ]);
});

it('measures how far two photos lie apart in time and place', () => {
  const before = { taken_at: '2026-11-20T04:00:00Z', lat: 36.1, lon: 120.3 };
  const after = { taken_at: '2026-11-21T06:30:00Z', lat: 36.101, lon: 120.3 };
  expect(apart(before, after)).toEqual({ days: 1, hours: 2, minutes: 30, metres: 111 });
  expect(apart(before, { ...after, lat: null }).metres).toBe(null);
});

it('pairs each photo after with the one before', () => {
  expect(pairUp(['a', 'b'], ['x', 'y', 'z'])).toEqual([
    { before: 'a', after: 'x' },
    { before: 'b', after: 'y' },
    { before: 'b', after: 'z' },
  ]);
  expect(pairUp(['a'], [])).toEqual([{ before: 'a', after: null }]);
});

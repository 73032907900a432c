// Orders: what a feedback lacks, what a returned one starts from; the story.
import { expect, it } from 'vitest';
import { blankDraft, completed, lacks, withPhrase } from './feedback';
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
    [{ round: 1, author_name: '站点责任人03', submitted_at: '2026-11-21T05:00:00Z', matters: [] }],
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

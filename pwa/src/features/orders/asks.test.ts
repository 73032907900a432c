// Orders: objections, extensions and verdicts follow the tables that the server's tests read too.
import extension from '@wire/extension.json';
import objection from '@wire/objection.json';
import verdicts from '@wire/verdicts.json';
import { expect, it } from 'vitest';
import { daysToAsk, extensionBlock, isDayAllowed, latestDay, mayGrant } from './extensions';
import { lacksOfProgress, laterMatters, leavesWork } from './feedback';
import { BY_URGENCY, listedIn, NO_FILTER, queryOf, serverQuery } from './filter';
import { mayAnswerObjection, objectionBlock } from './objections';
import { inView, limitOf, type OrderColour, reviewBlock, type Verdict, viewsOf } from './rules';
import { anOrder, aPerson } from './testing';
import { storyOf } from './timeline';
import { isOpen, isSaid, needsAnswer, verdictOf } from './verdicts';

it.each(objection)('objects $name', ({ ends_at, now, refused, ...order }) => {
  expect(objectionBlock({ ...order, objection_due_at: ends_at }, Date.parse(now))).toBe(refused);
});

it.each(extension.ask)('asks for more time: $name', ({ due_at, now, refused, ...order }) => {
  const asked = { ...order, colour: order.colour as OrderColour, escalates_at: due_at };
  expect(extensionBlock(asked, Date.parse(now))).toBe(refused);
});

it.each(extension.day)('chooses a day: $name', ({ began_on, due_on, ...day }) => {
  expect(latestDay(began_on, due_on)).toBe(day.latest);
  expect(isDayAllowed(began_on, due_on, day.wanted_on)).toBe(day.refused === null);
});

it.each(verdicts.order)(
  'judges the order as its matters: $verdicts',
  ({ verdicts: all, order }) => {
    expect(verdictOf(all as Verdict[])).toBe(order);
  },
);

it.each(verdicts.matter)(
  'knows how a matter stands: %o',
  ({ is_open, needs_answer, ...matter }) => {
    expect([isOpen(matter), needsAnswer(matter)]).toEqual([is_open, needs_answer]);
  },
);

it('offers the days from the one after the limit on', () => {
  const order = anOrder({
    escalates_at: '2026-05-09T16:00:00Z',
    deadline: {
      ...{ runs_from: 'delivered', start: '2026-05-06T02:00:00Z', unit: 'calendar_days' },
      ...{ amount: 3, skipped: [], end: '2026-05-09T16:00:00Z', is_provisional: false },
    },
  });
  expect(daysToAsk(order)).toMatchObject({ first: '2026-05-10', latest: '2026-05-12' });
  expect(daysToAsk(anOrder())).toBeNull();
});

it('grants no time once the old limit has passed', () => {
  const order = anOrder({ escalates_at: '2026-05-09T16:00:00Z' });
  expect(mayGrant(order, Date.parse('2026-05-09T15:59:59Z'))).toBe(true);
  expect(mayGrant(order, Date.parse('2026-05-09T16:00:00Z'))).toBe(false);
});

it('lists for the head what waits for an answer, until the order has ended', () => {
  const head = aPerson(['order.confirm']);
  expect(viewsOf(head)).toContain('answer');
  for (const asked of [{ objection_state: 'open' }, { extension_state: 'open' }] as const) {
    expect(inView('answer', anOrder(asked), head)).toBe(true);
    expect(inView('answer', anOrder({ ...asked, state: 'closed' }), head)).toBe(false);
    expect(inView('answer', anOrder(asked), aPerson(['order.confirm'], ['u2']))).toBe(false);
  }
  expect(inView('answer', anOrder({ objection_state: 'rejected' }), head)).toBe(false);
});

it('has every view of the head in the address, and asks the server for none that is open', () => {
  const plain = { filter: NO_FILTER, sort: BY_URGENCY };
  for (const view of viewsOf(aPerson(['order.confirm', 'order.review', 'order.issue']))) {
    expect(listedIn(queryOf({ ...plain, view })).view).toBe(view);
  }
  expect(serverQuery({ ...plain, view: 'answer' }, 'me')).toBeNull();
});

it('lets nobody review while an objection is open, nor the issuer answer it', () => {
  const order = anOrder({ state: 'feedback', objection_state: 'open' });
  expect(reviewBlock(order, aPerson(['order.review']))).toBe('objection-open');
  expect(mayAnswerObjection(order, 'issuer')).toBe(false);
  expect(mayAnswerObjection(order, 'me')).toBe(true);
});

it('counts the later limit once progress was reported', () => {
  const [soon, later] = ['2026-11-23T16:00:00Z', '2026-11-28T16:00:00Z'];
  const order = anOrder({ feedback_due_at: soon, escalates_at: later });
  expect(limitOf(order)).toBe(soon);
  expect(limitOf({ ...order, progressed_at: '2026-11-22T04:00:00Z' })).toBe(later);
});

const answer = (matter_id: string, ...photo_ids: string[]) => ({
  ...{ matter_id, cause: 'c', measures: 'm', outcome: 'o', photo_ids },
});
const draft = {
  ...{ feedback_id: 'f1', signer_name: '甲', signature_photo_id: 's1', meeting: null, plan: '' },
  ...{ stamped_photo_id: null, matters: [answer('m1'), answer('m2')] },
};

it('asks for no photo of what is mended later, but for one of what is due', () => {
  const matters = [
    { id: 'm1', rectify_due_on: '2026-11-23' },
    { id: 'm2', rectify_due_on: '2026-11-28' },
  ];
  const later = laterMatters(matters, '2026-11-23');
  expect(later).toEqual(['m2']);
  expect(laterMatters(matters, null)).toEqual([]);
  expect(lacksOfProgress(draft, later)).toEqual([{ matter_id: 'm1', what: 'photo' }]);
  expect(leavesWork(draft)).toBe(true);
  expect(leavesWork({ ...draft, matters: [answer('m1', 'p1'), answer('m2', 'p2')] })).toBe(false);
});

it('says why for each verdict that is no pass', () => {
  const matter = { matter_id: 'm1', reasons: [], note: '' };
  expect(isSaid({ ...matter, verdict: 'pass' })).toBe(true);
  expect(isSaid({ ...matter, verdict: 'fail' })).toBe(false);
  expect(isSaid({ ...matter, verdict: 'return', reasons: ['photo_unclear'] })).toBe(true);
});

it('tells what was asked, answered and said in its place', () => {
  const asked = {
    objections: [
      {
        ...{ author_name: '甲', reason: '已更换', raised_at: '2026-11-20T05:00:00Z' },
        photo_ids: ['p9'],
        ...{ state: 'rejected', answer: '照片为旧版', answerer_name: '乙' },
        answered_at: '2026-11-20T07:00:00Z',
      },
    ],
    extensions: [
      {
        ...{ author_name: '甲', reason: '等货', asked_at: '2026-11-20T08:00:00Z', state: 'open' },
        ...{ wanted_on: '2026-11-25', granted_on: null, answer: '', answerer_name: null },
        answered_at: null,
      },
    ],
    comments: [{ author_name: '丙', text: '请抓紧', written_at: '2026-11-20T06:00:00Z' }],
  };
  const told = { round: 1, author_name: '甲', submitted_at: '2026-11-24T04:00:00Z' };
  const steps = storyOf(
    anOrder(),
    [{ ...told, matters: [], is_late: true }],
    [],
    { after: [] },
    asked,
  );
  expect(steps.map(({ kind, who, day }) => [kind, who, day])).toEqual([
    ['issued', '督查员01', null],
    ['delivered', '', null],
    ['objection', '甲', null],
    ['comment', '丙', null],
    ['objection_rejected', '乙', null],
    ['extension', '甲', '2026-11-25'],
    ['feedback', '甲', null],
    ['waiting', '', null],
  ]);
  expect(steps.at(-2)?.isLate).toBe(true);
  expect(steps[2]?.photo_ids).toEqual(['p9']);
});

it('tells an objection at the signature from one that came later', () => {
  const about = { reason: '', photo_ids: [], state: 'open', answer: '', answerer_name: null };
  const objection = (author_name: string, raised_at: string) => ({
    ...{ ...about, author_name, raised_at, answered_at: null },
  });
  const order = anOrder({ delivered_at: '2026-11-20T05:00:00Z' });
  const asked = (of: typeof order) =>
    storyOf(
      of,
      [],
      [],
      { after: [] },
      {
        objections: [
          objection('甲', '2026-11-20T04:00:00Z'),
          objection('乙', '2026-11-20T06:00:00Z'),
        ],
        ...{ extensions: [], comments: [] },
      },
    )
      .filter(({ kind }) => kind.startsWith('objection'))
      .map(({ kind }) => kind);
  expect(asked(order)).toEqual(['objection_on_site', 'objection']);
  expect(asked({ ...order, delivered_at: null })[0]).toBe('objection_on_site');
});

// Orders: the shared table of states, time limits in words, lists, four eyes.
import vectors from '@wire/order_states.json';
import { expect, it } from 'vitest';
import { STAGES } from './filter';
import {
  byUrgency,
  dueOf,
  inView,
  isExplained,
  isIssuedBySystem,
  limitOf,
  nextState,
  type OrderAction,
  type OrderColour,
  reviewBlock,
  stateWord,
  viewsOf,
} from './rules';
import { anOrder, aPerson } from './testing';
import text from './text.json';

it('follows the shared table of states in every case', () => {
  const answers = vectors.map(({ state, action, colour }) =>
    nextState(state, action as OrderAction, colour as OrderColour),
  );
  expect(answers).toEqual(vectors.map(({ next }) => next));
});

it('names every state that the server knows, in both languages', () => {
  const states = new Set([...vectors.map(({ state }) => state), 'proposed']);
  for (const words of [text['zh-CN'], text.en]) {
    expect([...states].filter((state) => !(state in words.state))).toEqual([]);
  }
});

it('calls a draft by what it is', () => {
  expect(stateWord(anOrder({ state: 'draft', colour: 'orange' }))).toBe('draft');
  expect(stateWord(anOrder({ state: 'draft', colour: 'green' }))).toBe('proposed');
  expect(stateWord(anOrder({ state: 'voided' }))).toBe('voided');
});

it('knows what the system issued by itself', () => {
  expect(isIssuedBySystem(anOrder({ issuer_id: 'system' }))).toBe(true);
  expect(isIssuedBySystem(anOrder({ issuer_id: 'system', state: 'draft' }))).toBe(false);
});

it('lists a proposal as one’s own before and after another has signed it', () => {
  const proposal = anOrder({ proposer_id: 'me', issuer_id: 'me', state: 'draft' });
  const person = aPerson(['order.propose']);
  expect(inView('issued', proposal, person)).toBe(true);
  expect(inView('issued', { ...proposal, issuer_id: 'head', state: 'delivered' }, person)).toBe(
    true,
  );
});

it('settles a voided order', () => {
  expect(STAGES.settled).toContain('voided');
  expect(dueOf(anOrder({ state: 'voided' }), 0).kind).toBe('none');
});

const NOON = Date.parse('2026-11-23T04:00:00Z');

it.each([
  ['今天24点前', '2026-11-23T16:00:00Z', { kind: 'today', days: 0 }],
  ['还有2天', '2026-11-25T16:00:00Z', { kind: 'left', days: 2 }],
  ['已逾期1天', '2026-11-22T16:00:00Z', { kind: 'overdue', days: 1 }],
])('says %s', (_, feedback_due_at, due) => {
  expect(dueOf(anOrder({ feedback_due_at }), NOON)).toEqual(due);
});

it('tells the limit that comes first, and for papers that were sent back their own', () => {
  const [soon, later] = ['2026-11-23T16:00:00Z', '2026-11-25T16:00:00Z'];
  expect(limitOf(anOrder({ feedback_due_at: later, escalates_at: soon }))).toBe(soon);
  expect(limitOf(anOrder({ feedback_due_at: soon, escalates_at: later }))).toBe(soon);
  expect(limitOf(anOrder({ feedback_due_at: soon, escalates_at: null }))).toBe(soon);
  const back = anOrder({ state: 'returned', feedback_due_at: soon, escalates_at: later });
  expect(limitOf(back)).toBe(later);
  expect(dueOf(back, NOON)).toEqual({ kind: 'left', days: 2 });
});

it('lists drafts for whoever may confirm them, and not as issued by anybody', () => {
  const draft = anOrder({ state: 'draft', colour: 'orange', issuer_id: 'me' });
  expect(viewsOf(aPerson(['order.confirm', 'order.propose']))[0]).toBe('confirm');
  expect(inView('confirm', draft, aPerson(['order.confirm']))).toBe(true);
  expect(inView('confirm', draft, aPerson(['order.confirm'], ['u2']))).toBe(false);
  expect(inView('issued', draft, aPerson(['order.propose']))).toBe(false);
});

it('is overdue one second after midnight, not one second before', () => {
  const order = anOrder({ feedback_due_at: '2026-11-23T16:00:00Z' });
  expect(dueOf(order, Date.parse('2026-11-23T15:59:59Z')).kind).toBe('today');
  expect(dueOf(order, Date.parse('2026-11-23T16:00:01Z')).kind).toBe('overdue');
});

it.each(['feedback', 'closed', 'withdrawn', 'issued'] as const)(
  'has no limit to tell while %s',
  (state) => {
    expect(dueOf(anOrder({ state }), NOON).kind).toBe('none');
  },
);

it('gives each person the lists of his grants', () => {
  expect(viewsOf(aPerson(['order.read', 'order.respond']))).toEqual(['rectify', 'all']);
  expect(viewsOf(aPerson(['order.review', 'order.propose']))).toEqual(['review', 'issued', 'all']);
});

it('lists for rectifying only what waits for one’s own units', () => {
  const mine = aPerson(['order.respond']);
  expect(inView('rectify', anOrder({ state: 'returned' }), mine)).toBe(true);
  expect(inView('rectify', anOrder({ state: 'feedback' }), mine)).toBe(false);
  expect(inView('rectify', anOrder({ unit_id: 'u2' }), mine)).toBe(false);
});

it('puts the most urgent first and what is settled last', () => {
  const orders = [
    anOrder({ id: 'closed', state: 'closed', closed_at: '2026-11-21T00:00:00Z' }),
    anOrder({ id: 'later', feedback_due_at: '2026-11-25T16:00:00Z' }),
    anOrder({ id: 'reviewing', state: 'feedback' }),
    anOrder({ id: 'soon' }),
  ];
  expect(orders.sort(byUrgency).map(({ id }) => id)).toEqual([
    ...['soon', 'later', 'reviewing', 'closed'],
  ]);
});

it.each([
  ['nobody stands in the way', {}, null],
  ['own-feedback', { author_id: 'me' }, 'own-feedback'],
  ['own-order', { issuer_id: 'me' }, 'own-order'],
  ['not-yours', { unit_id: 'u2' }, 'not-yours'],
  ['order-state', { state: 'closed' }, 'order-state'],
] as const)('reviews with four eyes: %s', (_, change, block) => {
  const reviewer = aPerson(['order.review']);
  expect(reviewBlock(anOrder({ state: 'feedback', ...change }), reviewer)).toBe(block);
});

it('returns only with a reason, and "other" only with words', () => {
  expect(isExplained([], ' ')).toBe(false);
  expect(isExplained(['photo_unclear'], '')).toBe(true);
  expect(isExplained(['photo_unclear', 'other'], '')).toBe(false);
  expect(isExplained(['other'], '缺公章')).toBe(true);
});

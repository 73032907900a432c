// The review queue: who comes first, what is passed over and why, and the way from one to the next.
import { expect, it } from 'vitest';
import { following, neighbour, queueOf, type Waiting } from './queue';
import { keysOf, QUEUE_KEYS } from './queueKeys';
import { anOrder, aPerson } from './testing';

const waiting = (id: string, fed_back_at: string, change = {}): Waiting =>
  anOrder({ id, fed_back_at, state: 'feedback', author_id: 'site', ...change });
const ME = aPerson(['order.review']);
const ids = (orders: readonly { id: string }[]) => orders.map(({ id }) => id);

it('begins with who has waited longest', () => {
  const orders = [waiting('b', '2026-11-22T04:00:00Z'), waiting('a', '2026-11-21T04:00:00Z')];
  expect(ids(queueOf(orders, ME, new Set()).open)).toEqual(['a', 'b']);
});

it('passes over one’s own, and says why', () => {
  const orders = [
    waiting('mine', '2026-11-21T04:00:00Z', { issuer_id: 'me' }),
    waiting('answered', '2026-11-22T04:00:00Z', { author_id: 'me' }),
    waiting('theirs', '2026-11-23T04:00:00Z'),
  ];
  const { open, skipped } = queueOf(orders, ME, new Set());
  expect(ids(open)).toEqual(['theirs']);
  expect(skipped.map(({ order, block }) => [order.id, block])).toEqual([
    ['mine', 'own-order'],
    ['answered', 'own-feedback'],
  ]);
});

it('holds nothing of other units, other states, or what was decided a moment ago', () => {
  const orders = [
    waiting('elsewhere', '2026-11-21T04:00:00Z', { unit_id: 'u9' }),
    waiting('closed', '2026-11-21T04:00:00Z', { state: 'closed' }),
    waiting('decided', '2026-11-21T04:00:00Z', { round: 1 }),
  ];
  const { open, skipped } = queueOf(orders, ME, new Set(['decided.1']));
  expect([open, skipped]).toEqual([[], []]);
});

it('takes an order again that came back for another round', () => {
  const again = waiting('a', '2026-11-24T04:00:00Z', { round: 2 });
  expect(ids(queueOf([again], ME, new Set(['a.1'])).open)).toEqual(['a']);
});

it('stops at both ends, and goes on from a decided one', () => {
  const open = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  expect(neighbour(open, 'a', 1)).toBe('b');
  expect(neighbour(open, 'c', 1)).toBe('c');
  expect(neighbour(open, 'a', -1)).toBe('a');
  expect(following(open, 'b')).toBe('c');
  expect(following(open, 'c')).toBe('a');
  expect(following([{ id: 'a' }], 'a')).toBe(undefined);
});

it('has one key for each verb', () => {
  const calls: string[] = [];
  const note = (name: string) => () => void calls.push(name);
  const keys = keysOf({
    ...{ next: note('next'), before: note('before'), pass: note('pass'), keys: note('keys') },
    ...{ return: note('return'), fail: note('fail'), undo: note('undo') },
  });
  for (const press of Object.values(keys)) press();
  expect(calls).toEqual(Object.values(QUEUE_KEYS));
  expect(new Set(calls).size).toBe(7);
});

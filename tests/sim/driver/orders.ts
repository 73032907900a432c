// Orders: issuing one, and what its state asks of whoever sees it.

import type { Row } from '@device/wire';
import { childrenOf, idOf, mine, newId, type Person, photo, type Tap } from './taps';

const failed = ({ result }: Row): boolean => result === 'partial' || result === 'fail';

export function issue(person: Person): Tap | null {
  const ordered = new Set(person.tab.disk.rows('order').map(({ visit_id }) => visit_id));
  const closed = mine(person, 'visit', 'inspector_id').filter(
    ({ id, state }) => state === 'closed' && !ordered.has(id),
  );
  if (closed.length === 0) return null;
  const visit = person.chance.pick(closed);
  const problems = childrenOf(person, 'answer', 'visit_id', visit).filter(failed);
  const colour = problems.length > 0 ? 'blue' : 'green';
  const matters = problems.map(({ item_code }) => ({
    ...{ matter_id: newId(person), item_code, requirement: 'mend it', rectify_days: 3 },
  }));
  const order = { order_id: newId(person), visit_id: visit.id, colour, temporary_number: 'T1' };
  return { name: 'order.issue', args: { ...order, highlights: '', remark: '', matters } };
}

function feedback(person: Person, order: Row): Tap {
  const photos = childrenOf(person, 'photo', 'subject_id', order);
  const matters = childrenOf(person, 'matter', 'order_id', order);
  const has = (slot: unknown): Row | undefined => photos.find((its) => its.slot === slot);
  const bare = matters.find(({ id }) => !has(id));
  if (bare) return photo(person, 'order', order, idOf(bare));
  const signature = has('signature');
  if (!signature) return photo(person, 'order', order, 'signature');
  const texts = { cause: 'c', measures: 'm', outcome: 'o' };
  const answers = matters.map(({ id }) => ({ matter_id: id, ...texts, photo_ids: [has(id)?.id] }));
  const ids = { order_id: order.id, feedback_id: newId(person), signature_photo_id: signature.id };
  return { name: 'order.submit_feedback', args: { ...ids, signer_name: 'S', matters: answers } };
}

function review(person: Person, order: Row): Tap {
  const isGood = person.chance.happens(0.5);
  const verdict = isGood ? 'pass' : 'return';
  const reasons = isGood ? [] : ['measures_vague'];
  const ids = { order_id: order.id, review_id: newId(person) };
  return { name: 'order.review', args: { ...ids, verdict, reasons, note: '' } };
}

const ON_ORDER: Record<string, (person: Person, order: Row) => Tap> = {
  issued: (_person, { id }) => ({ name: 'order.withdraw', args: { order_id: id, reason: 'no' } }),
  delivered: (_person, { id }) => ({ name: 'order.acknowledge', args: { order_id: id } }),
  acknowledged: feedback,
  returned: feedback,
  feedback: review,
};

/** Whoever sees an order tries what its state asks for; the server knows whose turn it is. */
export function onOrder(person: Person): Tap | null {
  const orders = person.tab.disk.rows('order').filter(({ state }) => String(state) in ON_ORDER);
  if (orders.length === 0) return null;
  const order = person.chance.pick(orders);
  return ON_ORDER[String(order.state)]?.(person, order) ?? null;
}

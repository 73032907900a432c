// Orders: when the inspected side may object (异议). What counts is when the server gets it.

export type Objectable = {
  state: string;
  objection_state: string | null;
  objection_due_at: string | null;
};
/** What the unit writes. */
export type Objection = { matter_ids: string[]; reason: string; photo_ids: string[] };
/** Slugs of the server's refusals. */
export type ObjectionBlock = 'objection-open' | 'order-state' | 'objection-late';

const OBJECTABLE = ['delivered', 'acknowledged'];

/** Why no objection can be raised now; null: it can. */
export function objectionBlock(order: Objectable, now: number): ObjectionBlock | null {
  const { state, objection_state, objection_due_at } = order;
  if (objection_state === 'open') return 'objection-open';
  if (!OBJECTABLE.includes(state)) return 'order-state';
  const isOver = objection_due_at === null || now >= Date.parse(objection_due_at);
  return isOver ? 'objection-late' : null;
}

/** Who issued the order does not answer the objection to it (四眼). */
export const mayAnswerObjection = (order: { issuer_id: string }, user_id: string): boolean =>
  order.issuer_id !== user_id;

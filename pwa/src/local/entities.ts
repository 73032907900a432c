// Entities: which row is the parent of which, for local indexes and for the state of delivery.

import type { RowKey } from '@device/store';
import type { Row } from '@device/wire';

type Parent = readonly [entity: string, field: string];

const PARENTS: Record<string, Parent> = {
  answer: ['visit', 'visit_id'],
  matter: ['order', 'order_id'],
  feedback: ['order', 'order_id'],
  review: ['order', 'order_id'],
  objection: ['order', 'order_id'],
  extension: ['order', 'order_id'],
  comment: ['order', 'order_id'],
  finding: ['site', 'site_id'],
  task: ['user', 'assignee_id'],
  notice: ['user', 'user_id'],
};

/** A photo says itself whether it belongs to a visit or an order. */
function parentSpec(entity: string, row: Row): Parent | undefined {
  return entity === 'photo' ? [String(row.subject_kind), 'subject_id'] : PARENTS[entity];
}

export function parentOf(entity: string, row: Row): RowKey | null {
  const spec = parentSpec(entity, row);
  const id = spec && row[spec[1]];
  return spec && typeof id === 'string' ? { entity: spec[0], id } : null;
}

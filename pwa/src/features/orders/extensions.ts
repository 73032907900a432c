// Orders: whether the unit may ask for a later day, and for which (延期; AMB-12, AMB-25).
import { addDays, dayOf, daysBetween } from '../../lib/dates';
import { lastDayOf, type OrderColour } from './rules';

export type Extendable = {
  colour: OrderColour;
  state: string;
  extension_state: string | null;
  escalates_at: string | null;
};
/** Slugs of the server's refusals. */
export type ExtensionBlock =
  | 'extension-only-blue'
  | 'extension-used'
  | 'order-state'
  | 'extension-late';

const DAY_MS = 86_400_000;

/** Why no extension can be asked for now; null: it can. China has no summer time. */
export function extensionBlock(order: Extendable, now: number): ExtensionBlock | null {
  const { colour, state, extension_state, escalates_at } = order;
  if (colour !== 'blue') return 'extension-only-blue';
  if (extension_state !== null) return 'extension-used';
  if (state !== 'acknowledged') return 'order-state';
  const isLate = escalates_at === null || now >= Date.parse(escalates_at) - DAY_MS;
  return isLate ? 'extension-late' : null;
}

/** The last day that may be asked for: the new period is no longer than the old one. */
export const latestDay = (began_on: string, due_on: string): string =>
  addDays(due_on, daysBetween(began_on, due_on));

export const isDayAllowed = (began_on: string, due_on: string, wanted_on: string): boolean =>
  wanted_on > due_on && wanted_on <= latestDay(began_on, due_on);

type Limited = { deadline: { start: string } | null; escalates_at: string | null };

/** The days between which one may be chosen; null where the order has no limit. */
export function daysToAsk({ deadline, escalates_at }: Limited) {
  if (!deadline || !escalates_at) return null;
  const [began_on, due_on] = [dayOf(deadline.start), lastDayOf(escalates_at)];
  return { began_on, due_on, first: addDays(due_on, 1), latest: latestDay(began_on, due_on) };
}

/** A late answer grants nothing: the old limit has passed. */
export const mayGrant = ({ state, escalates_at }: Extendable, now: number): boolean =>
  state === 'acknowledged' && escalates_at !== null && now < Date.parse(escalates_at);

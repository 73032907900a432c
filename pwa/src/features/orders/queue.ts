// Reviewing one order after the other (连续审核): whose turn it is, and what is passed over and why.
import { type OrderLine, type Person, type ReviewBlock, reviewBlock } from './rules';

export type Waiting = OrderLine & { fed_back_at: string | null; round: number };
export type Skipped = { order: Waiting; block: ReviewBlock };
export type Queue = { open: Waiting[]; skipped: Skipped[] };

/** Four eyes (四眼原则): one's own are for somebody else. */
const OWN: readonly (ReviewBlock | null)[] = ['own-feedback', 'own-order'];

/** Who has waited longest comes first. */
const byWaiting = (a: Waiting, b: Waiting): number =>
  (a.fed_back_at ?? '').localeCompare(b.fed_back_at ?? '') || a.id.localeCompare(b.id);

/** A later round of the same order is to be judged again. */
export const roundOf = ({ id, round }: Pick<Waiting, 'id' | 'round'>): string => `${id}.${round}`;

/** `decided`: rounds that were judged here, and are not yet known as such by their rows. */
export function queueOf(
  orders: readonly Waiting[],
  person: Person,
  decided: ReadonlySet<string>,
): Queue {
  const waiting = orders.filter((order) => !decided.has(roundOf(order))).sort(byWaiting);
  const judged = waiting.map((order) => ({ order, block: reviewBlock(order, person) }));
  return {
    open: judged.filter(({ block }) => block === null).map(({ order }) => order),
    skipped: judged.filter((each): each is Skipped => OWN.includes(each.block)),
  };
}

type Known = { id: string };

/** The one before or after; the ends stay where they are. */
export function neighbour(open: readonly Known[], id: string, by: 1 | -1): string | undefined {
  const at = open.findIndex((order) => order.id === id);
  return open[Math.min(open.length - 1, Math.max(0, at + by))]?.id;
}

/** Where to go from an order that is decided: to the one behind it, at the end to the first that is left. */
export function following(open: readonly Known[], id: string): string | undefined {
  const at = open.findIndex((order) => order.id === id);
  return (open[at + 1] ?? open.find((order) => order.id !== id))?.id;
}

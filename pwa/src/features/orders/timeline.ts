// Orders: the story of an order as dated steps, oldest first.
import { isIssuedBySystem, type OrderColour } from './rules';

export type StepKind =
  | 'drafted'
  | 'proposed'
  | 'signed'
  | 'automatic'
  | 'issued'
  | 'delivered'
  | 'acknowledged'
  | 'feedback'
  | 'pass'
  | 'return'
  | 'fail'
  | 'escalated'
  | 'closed'
  | 'withdrawn'
  | 'voided';

export type Step = {
  kind: StepKind;
  /** ISO instant; null where the server only told that it happened. */
  at: string | null;
  who: string;
  round: number;
  reasons: readonly string[];
  note: string;
  /** Somebody else whom the words name. */
  name: string;
};

export type Story = {
  state: string;
  colour: OrderColour;
  issued_at: string;
  issuer_id: string;
  issuer_name: string;
  proposer_name: string | null;
  delivered_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  closed_at: string | null;
  withdrawn_reason: string | null;
  voided_at: string | null;
  void_reason: string | null;
  number: string | null;
};
export type Told = { round: number; author_name: string; submitted_at: string };
export type Judged = {
  round: number;
  verdict: 'pass' | 'return' | 'fail';
  reasons: readonly string[];
  note: string;
  reviewer_name: string;
  reviewed_at: string;
};

const step = (kind: StepKind, at: string | null, who = '', more: Partial<Step> = {}): Step => ({
  ...{ kind, at, who, round: 0, reasons: [], note: '', name: '' },
  ...more,
});

const milestone = (kind: StepKind, at: string | null, who: string | null = ''): Step[] =>
  at ? [step(kind, at, who ?? '')] : [];

/** Drafted or proposed until it is signed, and has its number by that. */
function begun(order: Story): Step[] {
  const { colour, number, issued_at, issuer_name, proposer_name } = order;
  if (number === null && colour === 'orange') return [step('drafted', issued_at)];
  if (number === null && proposer_name) return [step('proposed', issued_at, proposer_name)];
  if (isIssuedBySystem(order)) return [step('automatic', issued_at)];
  const name = proposer_name ?? '';
  return [step(name ? 'signed' : 'issued', issued_at, issuer_name, { name })];
}

const age = ({ at }: Step): number => (at ? Date.parse(at) : Number.POSITIVE_INFINITY);

export function storyOf(
  order: Story,
  feedbacks: readonly Told[],
  reviews: readonly Judged[],
): Step[] {
  const told = feedbacks.map(({ round, author_name, submitted_at }) =>
    step('feedback', submitted_at, author_name, { round }),
  );
  const judged = reviews.map(({ verdict, reviewed_at, reviewer_name, round, reasons, note }) =>
    step(verdict, reviewed_at, reviewer_name, { round, reasons, note }),
  );
  const dated = [
    ...begun(order),
    ...milestone('delivered', order.delivered_at),
    ...milestone('acknowledged', order.acknowledged_at, order.acknowledged_by),
    ...told,
    ...judged,
    ...milestone('closed', order.closed_at),
    ...milestone('voided', order.voided_at).map((its) => ({
      ...its,
      note: order.void_reason ?? '',
    })),
  ].sort((a, b) => age(a) - age(b));
  if (order.state === 'escalated') return [...dated, step('escalated', null)];
  if (order.state !== 'withdrawn') return dated;
  return [...dated, step('withdrawn', null, '', { note: order.withdrawn_reason ?? '' })];
}

// Orders: the story of an order as dated steps, oldest first.

export type StepKind =
  | 'drafted'
  | 'issued'
  | 'delivered'
  | 'acknowledged'
  | 'feedback'
  | 'pass'
  | 'return'
  | 'fail'
  | 'escalated'
  | 'closed'
  | 'withdrawn';

export type Step = {
  kind: StepKind;
  /** ISO instant; null where the server only told that it happened. */
  at: string | null;
  who: string;
  round: number;
  reasons: readonly string[];
  note: string;
};

export type Story = {
  state: string;
  issued_at: string;
  issuer_name: string;
  delivered_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  closed_at: string | null;
  withdrawn_reason: string | null;
  cause?: string | null;
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
  ...{ kind, at, who, round: 0, reasons: [], note: '' },
  ...more,
});

const milestone = (kind: StepKind, at: string | null, who: string | null = ''): Step[] =>
  at ? [step(kind, at, who ?? '')] : [];

/** Drafted by the server until the head of the group has signed. */
function begun({ state, cause, issued_at, issuer_name, delivered_at }: Story): Step[] {
  const isDraft = state === 'draft' || (state === 'withdrawn' && !!cause && !delivered_at);
  return isDraft ? [step('drafted', issued_at)] : [step('issued', issued_at, issuer_name)];
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
  ].sort((a, b) => age(a) - age(b));
  if (order.state === 'escalated') return [...dated, step('escalated', null)];
  if (order.state !== 'withdrawn') return dated;
  return [...dated, step('withdrawn', null, '', { note: order.withdrawn_reason ?? '' })];
}

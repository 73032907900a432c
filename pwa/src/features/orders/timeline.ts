// Orders: the story of an order as dated steps, oldest first; last comes what it waits for.
import { isIssuedBySystem, limitOf, type OrderColour } from './rules';

export type StepKind =
  | 'before'
  | 'drafted'
  | 'confirmed'
  | 'proposed'
  | 'signed'
  | 'automatic'
  | 'issued'
  | 'delivered'
  | 'acknowledged'
  | 'feedback'
  | 'progress'
  | 'objection'
  | 'objection_on_site'
  | 'objection_upheld'
  | 'objection_rejected'
  | 'extension'
  | 'extension_granted'
  | 'extension_refused'
  | 'comment'
  | 'pass'
  | 'return'
  | 'fail'
  | 'escalated'
  | 'repeated'
  | 'closed'
  | 'withdrawn'
  | 'voided'
  | 'waiting';

/** What an order waits for; each has its words. */
export type Awaited = 'confirm' | 'deliver' | 'acknowledge' | 'feedback' | 'again' | 'review';

/** Another order that this one came from, or that came from it. */
export type Linked = {
  id: string;
  number: string | null;
  temporary_number: string;
  colour: 'green' | 'blue' | 'orange';
  state: string;
  issued_at: string;
  cause?: string | null;
};

export type Step = {
  kind: StepKind;
  /** ISO instant; null where the server only told that it happened. */
  at: string | null;
  who: string;
  round: number;
  reasons: readonly string[];
  note: string;
  /** Photos that came with it. */
  photo_ids: readonly string[];
  link: Linked | null;
  /** Of the last step: what is awaited, and until when (ISO; null: no limit). */
  awaited: Awaited | null;
  until: string | null;
  /** Somebody else whom the words name. */
  name: string;
  /** After its limit. */
  isLate: boolean;
  /** A day that it is about. */
  day: string | null;
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
  cause?: string | null;
  feedback_due_at: string | null;
  escalates_at?: string | null;
  voided_at: string | null;
  void_reason: string | null;
  number: string | null;
};
export type Told = {
  round: number;
  author_name: string;
  submitted_at: string;
  matters: readonly { photo_ids: readonly string[] }[];
  is_late?: boolean;
  is_progress?: boolean;
};
export type Chain = { before?: Linked | undefined; after: readonly Linked[] };
type Answered = {
  author_name: string;
  reason: string;
  state: string;
  answer: string;
  answerer_name: string | null;
  answered_at: string | null;
};
export type Asked = {
  objections: readonly (Answered & { raised_at: string; photo_ids: readonly string[] })[];
  extensions: readonly (Answered & {
    asked_at: string;
    wanted_on: string;
    granted_on: string | null;
  })[];
  comments: readonly { author_name: string; text: string; written_at: string }[];
};
export const NOTHING_ASKED: Asked = { objections: [], extensions: [], comments: [] };
export type Judged = {
  round: number;
  verdict: 'pass' | 'return' | 'fail';
  reasons: readonly string[];
  note: string;
  reviewer_name: string;
  reviewed_at: string;
};

const step = (kind: StepKind, at: string | null, who = '', more: Partial<Step> = {}): Step => ({
  ...{ kind, at, who, round: 0, reasons: [], note: '', name: '', photo_ids: [] },
  ...{ link: null, awaited: null, until: null, isLate: false, day: null },
  ...more,
});

const milestone = (kind: StepKind, at: string | null, who: string | null = ''): Step[] =>
  at ? [step(kind, at, who ?? '')] : [];

/** Drafted or proposed until the head of the group has signed; with that it has its number. */
function begun(order: Story): Step[] {
  const { colour, number, cause, issued_at, issuer_name, proposer_name } = order;
  if (number === null && colour === 'orange') return [step('drafted', issued_at)];
  if (number === null && proposer_name) return [step('proposed', issued_at, proposer_name)];
  if (isIssuedBySystem(order)) return [step('automatic', issued_at)];
  if (cause) return [step('confirmed', issued_at, issuer_name)];
  const name = proposer_name ?? '';
  return [step(name ? 'signed' : 'issued', issued_at, issuer_name, { name })];
}

const answeredStep = (kind: string, asked: Answered, day: string | null = null): Step[] =>
  asked.answered_at
    ? [
        step(`${kind}_${asked.state}` as StepKind, asked.answered_at, asked.answerer_name ?? '', {
          ...{ note: asked.answer, day },
        }),
      ]
    : [];

/** The unit itself can object only once it has the order. */
const isOnSite = (raised_at: string, delivered_at: string | null): boolean =>
  delivered_at === null || Date.parse(raised_at) <= Date.parse(delivered_at);

/** Objections, extensions and comments, each with its answer. */
function askedSteps(
  { objections, extensions, comments }: Asked,
  delivered_at: string | null,
): Step[] {
  return [
    ...objections.flatMap((its) => [
      step(
        isOnSite(its.raised_at, delivered_at) ? 'objection_on_site' : 'objection',
        its.raised_at,
        its.author_name,
        {
          ...{ note: its.reason, photo_ids: its.photo_ids },
        },
      ),
      ...answeredStep('objection', its),
    ]),
    ...extensions.flatMap((its) => [
      step('extension', its.asked_at, its.author_name, { note: its.reason, day: its.wanted_on }),
      ...answeredStep('extension', its, its.granted_on),
    ]),
    ...comments.map(({ author_name, text: note, written_at }) =>
      step('comment', written_at, author_name, { note }),
    ),
  ];
}

const age = ({ at }: Step): number => (at ? Date.parse(at) : Number.POSITIVE_INFINITY);

const AWAITED: Readonly<Record<string, Awaited>> = {
  draft: 'confirm',
  issued: 'deliver',
  delivered: 'acknowledge',
  acknowledged: 'feedback',
  returned: 'again',
  feedback: 'review',
};

function waiting(order: Story): Step[] {
  const awaited = AWAITED[order.state];
  if (!awaited) return [];
  const isForUnit = ['acknowledge', 'feedback', 'again'].includes(awaited);
  return [step('waiting', null, '', { awaited, until: isForUnit ? limitOf(order) : null })];
}

/** An orange order for a repetition stands beside this one; any other takes its place. */
const following = (link: Linked): Step =>
  step(link.cause === 'repeated' ? 'repeated' : 'escalated', link.issued_at, '', { link });

/** It was escalated, and to what is not for this person to see yet. */
const unseen = ({ state }: Story, { after }: Chain): Step[] =>
  state === 'escalated' && after.every(({ cause }) => cause === 'repeated')
    ? [step('escalated', null)]
    : [];

const withdrawn = ({ state, withdrawn_reason }: Story): Step[] =>
  state === 'withdrawn' ? [step('withdrawn', null, '', { note: withdrawn_reason ?? '' })] : [];

export function storyOf(
  order: Story,
  feedbacks: readonly Told[],
  reviews: readonly Judged[],
  chain: Chain = { after: [] },
  asked: Asked = NOTHING_ASKED,
): Step[] {
  const told = feedbacks.map(({ round, author_name, submitted_at, matters, ...its }) => {
    const photo_ids = matters.flatMap((matter) => matter.photo_ids);
    const more = { round, photo_ids, isLate: its.is_late ?? false };
    return step(its.is_progress ? 'progress' : 'feedback', submitted_at, author_name, more);
  });
  const judged = reviews.map(({ verdict, reviewed_at, reviewer_name, round, reasons, note }) =>
    step(verdict, reviewed_at, reviewer_name, { round, reasons, note }),
  );
  const { before } = chain;
  const dated = [
    ...begun(order),
    ...milestone('delivered', order.delivered_at),
    ...milestone('acknowledged', order.acknowledged_at, order.acknowledged_by),
    ...told,
    ...judged,
    ...chain.after.map(following),
    ...askedSteps(asked, order.delivered_at),
    ...milestone('closed', order.closed_at),
    ...milestone('voided', order.voided_at).map((its) => ({
      ...its,
      note: order.void_reason ?? '',
    })),
  ].sort((a, b) => age(a) - age(b));
  return [
    ...(before ? [step('before', before.issued_at, '', { link: before })] : []),
    ...dated,
    ...unseen(order, chain),
    ...withdrawn(order),
    ...waiting(order),
  ];
}

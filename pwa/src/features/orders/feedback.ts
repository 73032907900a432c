// Orders: what a rectification feedback (整改反馈) holds while it is written, and what it still lacks.
import type { OrderColour } from './rules';

export type MatterAnswer = {
  matter_id: string;
  cause: string;
  measures: string;
  outcome: string;
  photo_ids: string[];
};

/** Record of the meeting that an orange order asks for (会议记录). */
export type Meeting = {
  /** ISO instant; empty until it is chosen. */
  held_at: string;
  chair: string;
  attendees: string;
  record: string;
  photo_id: string;
};

export type FeedbackDraft = {
  feedback_id: string;
  signer_name: string;
  signature_photo_id: string;
  matters: MatterAnswer[];
  /** Of an orange order alone, as are the plan and the stamped copy. */
  meeting: Meeting | null;
  plan: string;
  stamped_photo_id: string | null;
};

export type AnswerField = 'cause' | 'measures' | 'outcome';
export const ANSWER_FIELDS: readonly AnswerField[] = ['cause', 'measures', 'outcome'];
export const LONGEST_ANSWER = 2000;
export const MOST_PHOTOS = 9;

/** What was answered before, in a round that came back. */
export type FormerAnswer = {
  id: string;
  cause: string;
  measures: string;
  outcome: string;
  after_photo_ids?: readonly string[];
};

const NO_MEETING: Meeting = { held_at: '', chair: '', attendees: '', record: '', photo_id: '' };

export const blankDraft = (
  feedback_id: string,
  signer_name: string,
  colour: OrderColour,
): FeedbackDraft => ({
  ...{ feedback_id, signer_name, signature_photo_id: '', matters: [], plan: '' },
  meeting: colour === 'orange' ? { ...NO_MEETING } : null,
  stamped_photo_id: null,
});

/** One answer a matter, in the order of the matters; what is there already stays. */
export function completed(draft: FeedbackDraft, matters: readonly FormerAnswer[]): FeedbackDraft {
  const answers = matters.map((matter): MatterAnswer => {
    const { id: matter_id, cause, measures, outcome, after_photo_ids = [] } = matter;
    const given = draft.matters.find((answer) => answer.matter_id === matter_id);
    return given ?? { matter_id, cause, measures, outcome, photo_ids: [...after_photo_ids] };
  });
  return { ...draft, matters: answers };
}

export type Lack = {
  matter_id: string | null;
  what: AnswerField | 'photo' | 'signer' | 'signature' | 'meeting' | 'plan' | 'stamp';
};

function lacksOf(answer: MatterAnswer): Lack[] {
  const { matter_id } = answer;
  const words = ANSWER_FIELDS.filter((field) => answer[field].trim() === '');
  const photo: Lack[] = answer.photo_ids.length === 0 ? [{ matter_id, what: 'photo' }] : [];
  return [...photo, ...words.map((what): Lack => ({ matter_id, what }))];
}

const isHeld = ({ held_at, chair, attendees, photo_id }: Meeting): boolean =>
  [held_at, chair, attendees, photo_id].every((told) => told.trim() !== '');

function lacksOfOrange({ meeting, plan, stamped_photo_id }: FeedbackDraft): Lack[] {
  if (!meeting) return [];
  const lacking: Lack['what'][] = isHeld(meeting) ? [] : ['meeting'];
  if (plan.trim() === '') lacking.push('plan');
  if (!stamped_photo_id) lacking.push('stamp');
  return lacking.map((what) => ({ matter_id: null, what }));
}

/** The server refuses a feedback that lacks any of these. */
export function lacks(draft: FeedbackDraft): Lack[] {
  const own = lacksOfOrange(draft);
  if (draft.signer_name.trim() === '') own.push({ matter_id: null, what: 'signer' });
  if (draft.signature_photo_id === '') own.push({ matter_id: null, what: 'signature' });
  return [...draft.matters.flatMap(lacksOf), ...own];
}

type Dated = { id: string; rectify_due_on: string | null };

/** Ids of the matters that may be mended after the written feedback is due (AMB-11). */
export function laterMatters(
  matters: readonly Dated[],
  feedback_last_day: string | null,
): string[] {
  if (feedback_last_day === null) return [];
  const isLater = ({ rectify_due_on: day }: Dated) => day !== null && day > feedback_last_day;
  return matters.filter(isLater).map(({ id }) => id);
}

/** What a report of progress lacks: for matters that are mended later no photo is asked. */
export const lacksOfProgress = (draft: FeedbackDraft, later: readonly string[]): Lack[] =>
  lacks(draft).filter(
    ({ matter_id, what }) => what !== 'photo' || matter_id === null || !later.includes(matter_id),
  );

/** A report of progress leaves something for later; else it is the feedback itself. */
export const leavesWork = (draft: FeedbackDraft): boolean =>
  draft.matters.some(({ photo_ids }) => photo_ids.length === 0);

/** A phrase joins what is written already; the same phrase is not written twice. */
export function withPhrase(text: string, phrase: string, joint: string): string {
  if (text.includes(phrase)) return text;
  return text.trim() === '' ? phrase : `${text.trim()}${joint}${phrase}`;
}

/** Where on the page a lack is mended; in the order of the page. */
export const lackKey = ({ matter_id, what }: Lack): string => `${matter_id ?? 'order'}.${what}`;

/** The next one below the last that was gone to, whether that is mended by now or not; then from the top. */
export function nextLack(
  lacking: readonly string[],
  former: readonly string[],
  last: string | null,
): string | undefined {
  const below = former.slice(former.indexOf(last ?? '') + 1);
  return below.find((key) => lacking.includes(key)) ?? lacking[0];
}

type Told = {
  signature_photo_id: string;
  stamped_photo_id: string | null;
  meeting: { photo_id: string } | null;
  matters: readonly { photo_ids: readonly string[] }[];
};

/** Every photo that was sent with a feedback: evidence, which a later round may leave out but not delete. */
export const sentPhotos = (feedbacks: readonly Told[]): ReadonlySet<string> =>
  new Set(
    feedbacks.flatMap(({ matters, meeting, signature_photo_id, stamped_photo_id }) => [
      ...matters.flatMap(({ photo_ids }) => photo_ids),
      ...[signature_photo_id, stamped_photo_id, meeting?.photo_id].filter((id) => !!id).map(String),
    ]),
  );

type Stray = { id: string; slot: string; owner_id: string; blob: string };

/** What this person shot for a matter before the page was ended, and the draft does not know yet. */
export function withStrays(
  draft: FeedbackDraft,
  photos: readonly Stray[],
  sent: ReadonlySet<string>,
  person_id: string,
): FeedbackDraft {
  const known = new Set([...sent, ...draft.matters.flatMap(({ photo_ids }) => photo_ids)]);
  const strays = photos.filter(
    ({ id, owner_id, blob }) => owner_id === person_id && blob !== 'refused' && !known.has(id),
  );
  const matters = draft.matters.map((answer) => {
    const its = strays.filter(({ slot }) => slot === answer.matter_id).map(({ id }) => id);
    return { ...answer, photo_ids: [...answer.photo_ids, ...its].slice(0, MOST_PHOTOS) };
  });
  return { ...draft, matters };
}

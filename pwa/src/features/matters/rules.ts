// Supervision matters (督查事项): pure rules. What makes one key, which ones a list shows, who may do what.
import { matchesSearch } from '../../lib/text';

export type Origin = { source: string; channel: string | null; sender: string };
export type KeyLists = {
  sources: readonly string[];
  channels: readonly string[];
  senders: readonly string[];
};
export type KeyMark = { basis: 'source' | 'channel' | 'sender'; match: string };

/** The word for why, and the name of what decided: a source, a channel, or a word of the sender's. */
export const keyWord = (basis: string, match: string): readonly [key: string, named: string] =>
  basis === 'source' || basis === 'channel'
    ? [`matters.key.${basis}`, `matters.${basis}.${match}`]
    : ['matters.key.sender', ''];

/** Whether it is on the 100 % track by itself (W1-10); the server judges by the same examples. */
export function keyMark(origin: Origin, lists: KeyLists): KeyMark | null {
  const { source, channel, sender } = origin;
  if (source !== 'letter') {
    return lists.sources.includes(source) ? { basis: 'source', match: source } : null;
  }
  if (channel && lists.channels.includes(channel)) return { basis: 'channel', match: channel };
  const match = lists.senders.find((word) => word && sender.includes(word));
  return match ? { basis: 'sender', match } : null;
}

export const SOURCES = [
  ...(['annual_plan', 'key_point', 'strategy', 'meeting', 'leader'] as const),
  ...(['decision', 'appraisal', 'letter', 'daily', 'other'] as const),
] as const;
export const CHANNELS = [
  ...(['congress', 'petition', 'appraisal', 'hotline'] as const),
  ...(['enterprise', 'media', 'superior', 'general'] as const),
] as const;

export type Matter = {
  id: string;
  number: string;
  title: string;
  detail: string;
  sender: string;
  letter_number: string;
  track: string;
  state: string;
  due_on: string;
  next_on: string | null;
  registered_at: string;
};
export type Part = { matter_id: string; unit_name: string; state: string; due_on: string };

/** What a matter's page shows beside what lists do. */
export type Story = Matter & {
  source: string;
  source_note: string;
  channel: string | null;
  received_on: string | null;
  key_basis: string;
  key_match: string;
  key_reason: string;
  key_clause: string;
  key_policy_on: string | null;
  next_step: string;
  unit_ids: readonly string[];
  visit_ids: readonly string[];
  result: string;
  closed_by: string;
  settled_at: string | null;
  waiver_reason: string;
  waiver_asker_name: string;
  waiver_answer: string;
  waiver_answerer_name: string;
  waiver_answered_at: string | null;
};

export type PartStory = Part & {
  id: string;
  title: string;
  demand: string;
  is_photo_needed: boolean;
  report: string;
  reported_by: string;
  reported_at: string | null;
  return_reason: string;
  returned_by: string;
};

/** Open, and nobody has said what comes next, or the day for it is past. */
export const isAdrift = ({ state, next_on }: Matter, today: string): boolean =>
  state === 'open' && (next_on === null || next_on < today);

export const isRunning = ({ state }: Pick<Matter, 'state'>): boolean =>
  state === 'open' || state === 'waiver';

export const isOverdue = (matter: Pick<Matter, 'state' | 'due_on'>, today: string): boolean =>
  isRunning(matter) && matter.due_on < today;

export const STATES = ['running', 'waiver', 'to_cases', 'closed', 'waived'] as const;
/** `track` and `state` empty: all; the switches add up. */
export type Filter = {
  text: string;
  track: string;
  state: string;
  adrift: string;
  overdue: string;
};
export const NO_FILTER: Filter = { text: '', track: '', state: '', adrift: '', overdue: '' };

const NAMES = Object.keys(NO_FILTER) as (keyof Filter)[];
export const isFiltering = (filter: Filter): boolean => NAMES.some((name) => filter[name] !== '');

/** What an address says; anything it does not know is left out. */
export const filterOf = (query: Readonly<Record<string, unknown>>): Filter =>
  Object.fromEntries(
    NAMES.map((name) => [name, typeof query[name] === 'string' ? query[name] : '']),
  ) as Filter;

export const queryOf = (filter: Filter): Record<string, string> =>
  Object.fromEntries(NAMES.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));

const inState = (matter: Matter, state: string): boolean =>
  state === 'running' ? isRunning(matter) : matter.state === state;

export function passes(
  matter: Matter,
  parts: readonly Part[],
  filter: Filter,
  today: string,
): boolean {
  const { text, track, state, adrift, overdue } = filter;
  const texts = [matter.number, matter.title, matter.detail, matter.sender, matter.letter_number];
  return (
    (!track || matter.track === track) &&
    (!state || inState(matter, state)) &&
    (!adrift || isAdrift(matter, today)) &&
    (!overdue || isOverdue(matter, today)) &&
    (!text || matchesSearch([...texts, ...parts.map(({ unit_name }) => unit_name)], text))
  );
}

/** What is under way first, the nearest day on top; then what has ended, the newest first. */
export const inOrder = <M extends Matter>(matters: readonly M[]): M[] =>
  [...matters].sort(
    (a, b) =>
      Number(isRunning(b)) - Number(isRunning(a)) ||
      (isRunning(a)
        ? a.due_on.localeCompare(b.due_on)
        : b.registered_at.localeCompare(a.registered_at)) ||
      a.id.localeCompare(b.id),
  );

export const progressOf = (parts: readonly Part[]): { done: number; all: number } => ({
  done: parts.filter(({ state }) => state === 'done').length,
  all: parts.length,
});

export type Person = { grants: readonly string[]; grant_units: Readonly<Record<string, string[]>> };

export const holds = (person: Person, grant: string, unit_id: string): boolean =>
  person.grant_units[grant]?.includes(unit_id) ?? false;

/** Why a matter cannot be closed yet; null: it can. */
export function closingBlock(parts: readonly Part[]): 'no-parts' | 'parts-open' | null {
  if (parts.length === 0) return 'no-parts';
  return parts.some(({ state }) => state !== 'done') ? 'parts-open' : null;
}

/** Four eyes: who asked for it does not approve it. */
export function waiverBlock(
  person: Person & { id: string },
  asker_id: string | null,
): 'not-yours' | 'own' | null {
  if (!person.grants.includes('matter.approve')) return 'not-yours';
  return person.id === asker_id ? 'own' : null;
}

export type Receipt = { unit_id: string; read_at: string | null; due_at: string };
export type ReceiptStory = Receipt & {
  id: string;
  kind: string;
  unit_name: string;
  read_by: string;
  passed_up_at: string | null;
};

/** Where a receipt stands; `late` has gone up, or is about to. */
export function receiptState(receipt: Receipt, now: number): 'read' | 'waiting' | 'late' {
  if (receipt.read_at) return 'read';
  return Date.parse(receipt.due_at) <= now ? 'late' : 'waiting';
}

// Evidence: pure rules of suspicions (疑点). What a finding says, in words that a person can check.
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Flag = Schemas['Flag'];
export type FlaggedPhoto = Schemas['FlaggedPhoto'];
export type FlagPage = Schemas['FlagPage'];
export type FlagKind = Flag['kind'];
export type FlagState = Flag['state'];
/** A fact of a photo in words; `key` names it. */
export type Fact = { key: string; value: string };
export type Period = 'all' | 'day' | 'week' | 'month';

export const KINDS: readonly FlagKind[] = [
  ...(['reused', 'travel', 'fence', 'before', 'after'] as const),
  ...(['clock', 'gallery', 'accuracy', 'seal'] as const),
];
export const STATES: readonly FlagState[] = ['open', 'dismissed', 'upheld'];
export const PERIODS: readonly Period[] = ['all', 'day', 'week', 'month'];
const DAYS: Record<Exclude<Period, 'all'>, number> = { day: 1, week: 7, month: 30 };
const DAY_MS = 24 * 3600 * 1000;

export type FlagFilter = {
  state: FlagState;
  kind: FlagKind | 'all';
  unit: string;
  person: string;
  period: Period;
};
export const NO_FILTER: FlagFilter = {
  ...{ state: 'open', kind: 'all', unit: '', person: '', period: 'all' },
};

/** The query of a page; `before` is where the page before ended. */
export function queryOf(filter: FlagFilter, before: string | null, now: number): string {
  const { state, kind, unit, person, period } = filter;
  const query = new URLSearchParams({ state });
  if (kind !== 'all') query.set('kind', kind);
  if (unit) query.set('unit', unit);
  if (person) query.set('person', person);
  if (period !== 'all') query.set('since', new Date(now - DAYS[period] * DAY_MS).toISOString());
  if (before) query.set('before', before);
  return query.toString();
}

export type Span = { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number };
const SPANS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
] as const;

/** The largest unit of which there are at least two; never "0 minutes". */
export function spanOf(seconds: number): Span {
  const length = Math.abs(seconds);
  const found = SPANS.find(([, size]) => length >= 2 * size);
  return found
    ? { unit: found[0], n: Math.round(length / found[1]) }
    : { unit: 'seconds', n: Math.round(length) };
}

export type Why = {
  key: string;
  span?: Span;
  metres?: number;
  words?: Readonly<Record<string, number>>;
};
type Details = Readonly<Record<string, number>>;

const clockWhy = ({ skew_ms }: Details): Why => {
  if (typeof skew_ms !== 'number') return { key: 'clockNever' };
  return { key: skew_ms > 0 ? 'clockFast' : 'clockSlow', span: spanOf(skew_ms / 1000) };
};

const WHYS: Record<FlagKind, (details: Details) => Why> = {
  reused: ({ share = 0, is_same_file }) =>
    is_same_file
      ? { key: 'sameFile' }
      : { key: 'samePicture', words: { percent: Math.round(share * 100) } },
  travel: ({ distance_m = 0, seconds = 0, kmh = 0 }) => ({
    ...{ key: 'travel', span: spanOf(seconds), metres: distance_m, words: { kmh } },
  }),
  fence: ({ distance_m = 0, fence_m = 0, accuracy_m = 0 }) => ({
    ...{ key: 'fence', metres: distance_m, words: { fence: fence_m, accuracy: accuracy_m } },
  }),
  clock: clockWhy,
  before: ({ seconds = 0 }) => ({ key: 'before', span: spanOf(seconds) }),
  after: ({ seconds = 0 }) => ({ key: 'after', span: spanOf(seconds) }),
  gallery: () => ({ key: 'gallery' }),
  accuracy: ({ accuracy_m = 0 }) => ({ key: 'accuracy', words: { accuracy: accuracy_m } }),
  seal: (details) => ({
    key: String(details.seal) === 'none' ? 'sealNone' : 'sealUnknown',
  }),
};

/** What was found: a key of the texts with its numbers. */
export const whyOf = ({ kind, details }: Pick<Flag, 'kind' | 'details'>): Why =>
  WHYS[kind](details as Details);

/** The one to look at after this one: the next, else the one before. */
export function neighbourOf(ids: readonly string[], id: string): string | null {
  const at = ids.indexOf(id);
  return ids[at + 1] ?? ids[at - 1] ?? null;
}

// Problems: judges HTTP answers. Only an answer of the shape that was agreed on counts as one.

import type { Cause } from './backoff';
import type { Json, PullResponse, PushResponse } from './wire';

/** An HTTP answer before it is judged; `json` is undefined where the body was not JSON. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
  /** Seconds, from Retry-After. */
  readonly retryAfter?: number;
}

export type Problem =
  | {
      readonly kind: 'transient';
      readonly cause: Cause;
      readonly retryAfter?: number;
      readonly code?: string;
    }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'too-old' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'revoked'; readonly reason: 'retired' | 'lost' };

export type Judged<T> = { readonly kind: 'ok'; readonly body: T } | Problem;

export const UNREACHABLE: Problem = { kind: 'transient', cause: 'network' };

/** A captive portal answers 200 with a page of its own. */
export const STRANGER: Problem = { kind: 'transient', cause: 'network', code: 'not-our-server' };

/** The app is newer than the server: what it does not know yet waits for the server's update. */
export const SERVER_BEHIND: Problem = { kind: 'transient', cause: 'behind', code: 'server-behind' };

/** Another tab is at it; later there is nothing left to do, or the same again. */
export const OVERTAKEN: Problem = { kind: 'transient', cause: 'network', code: 'overtaken' };

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const field = (answer: Answer, name: string): unknown =>
  isJson(answer.json) ? answer.json[name] : undefined;

function forbidden(answer: Answer): Problem {
  if (field(answer, 'slug') !== 'device-revoked') return busy(answer);
  const details = field(answer, 'details');
  const isLost = isJson(details) && details.reason === 'lost';
  return { kind: 'revoked', reason: isLost ? 'lost' : 'retired' };
}

function busy(answer: Answer): Problem {
  const slug = field(answer, 'slug');
  return {
    kind: 'transient',
    cause: 'busy',
    ...(answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter }),
    ...(typeof slug === 'string' ? { code: slug } : {}),
  };
}

const KNOWN: Record<number, (answer: Answer) => Problem> = {
  // Without our own problem body a 401 or 426 is some proxy's word, not our server's.
  401: (answer) => (isJson(answer.json) ? { kind: 'signed-out' } : STRANGER),
  403: forbidden,
  413: () => ({ kind: 'too-large' }),
  426: (answer) => (isJson(answer.json) ? { kind: 'too-old' } : STRANGER),
};

/** The problem behind an answer that is no success. */
export function problemOf(answer: Answer): Problem {
  const known = KNOWN[answer.status];
  if (known) return known(answer);
  if (answer.status < 300) return STRANGER;
  if (answer.status >= 500 && answer.retryAfter === undefined) {
    return { kind: 'transient', cause: 'server' };
  }
  return busy(answer);
}

function judge<T>(answer: Answer, fits: (body: Json) => boolean): Judged<T> {
  if (answer.status === 200 && isJson(answer.json) && fits(answer.json)) {
    return { kind: 'ok', body: answer.json as T };
  }
  return problemOf(answer);
}

const isPush = (body: Json): boolean =>
  Number.isInteger(body.last_seq) && Array.isArray(body.results) && 'halt' in body;

const isPage = (body: Json): boolean =>
  Array.isArray(body.ops) && typeof body.cursor === 'string' && typeof body.more === 'boolean';

const isEnding = ({ last_seq, version, results }: Json): boolean =>
  Number.isInteger(last_seq) && Number.isInteger(version) && Array.isArray(results);

const isPull = (body: Json): boolean =>
  typeof body.reset === 'string' || (isPage(body) && (body.more === true || isEnding(body)));

export const judgePush = (answer: Answer): Judged<PushResponse> => judge(answer, isPush);
export const judgePull = (answer: Answer): Judged<PullResponse> => judge(answer, isPull);

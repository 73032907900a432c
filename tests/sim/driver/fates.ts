// Fates: what the network does to one request and to its answer.

import type { HttpRequest, HttpResponse } from './pipe';
import type { Chance } from './random';

export type Fate =
  | 'fine'
  /** The request is lost. */
  | 'lost'
  /** The server works, its answer is lost. */
  | 'unheard'
  /** The request arrives a second time, some time later. */
  | 'twice'
  /** The sender gives up, and the request arrives after that. */
  | 'late'
  /** The request is cut off in its body. */
  | 'cut-out'
  /** The answer is cut off in its body. */
  | 'cut-in'
  /** One byte of the request is another one. */
  | 'corrupt'
  /** A captive portal answers 200 with a page of its own. */
  | 'portal'
  /** A proxy answers 502, before or after the server has worked. */
  | 'gateway'
  | 'gateway-after';

const TROUBLES: readonly (readonly [number, Fate])[] = [
  [4, 'lost'],
  [5, 'unheard'],
  [3, 'twice'],
  [3, 'late'],
  [1, 'cut-out'],
  [2, 'cut-in'],
  [1, 'portal'],
  [1, 'gateway'],
  [1, 'gateway-after'],
];
const TROUBLE_SHARE = 0.3;
const CORRUPT_SHARE = 0.05;

export function drawFate(chance: Chance, trouble: number, request: HttpRequest): Fate {
  if (request.bytes && chance.happens(CORRUPT_SHARE * trouble)) return 'corrupt';
  return chance.happens(TROUBLE_SHARE * trouble) ? chance.weighted(TROUBLES) : 'fine';
}

/** Answered, or given up, without the server. */
export const staysAway = (fate: Fate): boolean =>
  fate === 'lost' || fate === 'late' || fate === 'portal' || fate === 'gateway';

/** The same request comes again, when its sender no longer listens. */
export const comesLater = (fate: Fate): boolean => fate === 'twice' || fate === 'late';

const half = (text: string): string => text.slice(0, Math.floor(text.length / 2));

/** Flips the lowest bit of a byte in the middle. */
function damaged(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes.toString('base64');
}

/** The request as the server gets it. */
export function underway(fate: Fate, request: HttpRequest): HttpRequest {
  if (fate === 'corrupt' && request.bytes) return { ...request, bytes: damaged(request.bytes) };
  if (fate === 'cut-out' && request.body) return { ...request, body: half(request.body) };
  return request;
}

const page = (status: number): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Welcome</body></html>',
});

/** The answer as the sender gets it; null where he gets none. */
export function arriving(fate: Fate, answer: HttpResponse | null): HttpResponse | null {
  if (fate === 'portal') return page(200);
  if (fate === 'gateway' || fate === 'gateway-after') return page(502);
  if (fate === 'unheard' || answer === null) return null;
  return fate === 'cut-in' ? { ...answer, body: half(answer.body) } : answer;
}

const STOPS: readonly (readonly [number, string])[] = [
  [4, 'clock'],
  [4, 'commit'],
  [3, 'committed'],
];
const MOST_STATEMENTS = 30;

/** Where this request will stand still at the server: at the clock, at the commit, or at a statement. */
export function drawStops(chance: Chance, calm: boolean): string[] {
  if (calm || chance.happens(0.4)) return [];
  const stops = [chance.weighted(STOPS), chance.weighted(STOPS)];
  return chance.happens(0.6) ? [...stops, `sql:${1 + chance.below(MOST_STATEMENTS)}`] : stops;
}

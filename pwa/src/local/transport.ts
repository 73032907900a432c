// The Transport port over fetch: JSON with the CSRF token, under the login that the outbox belongs to.

import type { Transport } from '@device/ports';
import { type Answer, isJson } from '@device/problems';
import { csrfToken, forgetCsrfToken, readSession } from '@/api/client';

/** A half-open connection must not hang the loop. */
const TIMEOUT_MS = 45_000;
/** Characters; what fits in one packet travels no faster for being smaller. */
const WORTH_PACKING = 1_200;

const SIGNED_OUT: Answer = { status: 401, json: { slug: 'signed-out' } };

/** Anything that is not JSON, such as a captive portal's page, is left undefined. */
async function readJson(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(problem\+)?json/.test(type)) return undefined;
  try {
    return await response.json();
  } catch {
    // Cut off in the middle of the body.
    return undefined;
  }
}

export async function toAnswer(response: Response): Promise<Answer> {
  const json = await readJson(response);
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  return { status: response.status, json, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

interface Packed {
  readonly body: BodyInit;
  readonly headers: Record<string, string>;
}

/** A day's answers are mostly the same words: packed they are a sixth on a line that is slow. */
async function packed(text: string): Promise<Packed> {
  const plain: Packed = { body: text, headers: {} };
  if (text.length < WORTH_PACKING || typeof CompressionStream === 'undefined') return plain;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = await new Response(stream).arrayBuffer();
  return { body, headers: { 'Content-Encoding': 'gzip' } };
}

async function post(path: string, json: unknown, token: string): Promise<Answer> {
  const { body, headers } = await packed(JSON.stringify(json));
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-CSRFToken': token,
      ...headers,
    },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return toAnswer(response);
}

export const hasSlug = (json: unknown, slug: string): boolean => isJson(json) && json.slug === slug;

/**
 * The cookie belongs to the browser, not to this page: another tab may have signed somebody else in. Since
 * a login makes a new session, the token no longer fits then, and whoever is signed in is looked at before
 * anything is sent.
 */
export class Guard {
  private isChecked = false;

  constructor(private readonly user_id: string) {}

  /** The token to send with, or null where this user is not the one signed in. */
  async token(): Promise<string | null> {
    if (this.isChecked) return csrfToken();
    const { user, csrf } = await readSession();
    this.isChecked = user?.id === this.user_id;
    return this.isChecked ? csrf : null;
  }

  doubt(): void {
    this.isChecked = false;
    forgetCsrfToken();
  }
}

async function guarded(guard: Guard, path: string, body: unknown): Promise<Answer> {
  const token = await guard.token();
  if (token === null) return SIGNED_OUT;
  const answer = await post(path, body, token);
  if (answer.status === 401) guard.doubt();
  return answer;
}

export function fetchTransport(guard: Guard): Transport {
  const send = async (path: string, body: unknown): Promise<Answer> => {
    const answer = await guarded(guard, path, body);
    if (answer.status !== 403 || !hasSlug(answer.json, 'csrf-failed')) return answer;
    guard.doubt();
    return guarded(guard, path, body);
  };
  return {
    push: (request) => send('/api/sync/push', request),
    pull: (request) => send('/api/sync/pull', request),
  };
}

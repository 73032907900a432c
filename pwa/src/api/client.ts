// The client for all but sync itself: same-origin JSON, CSRF token, problems as ApiProblem.
import { ApiProblem, foreignProblem, offlineProblem, problemOf } from './problem';
import type { SessionAnswer } from './session';

const SESSION = '/api/session';

let token: string | null = null;

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch (error) {
    // Broken off by the caller, not by the network.
    if (init.signal?.aborted) throw error;
    throw offlineProblem();
  }
}

async function readJson<T>(response: Response): Promise<T> {
  if (!response.ok) throw await problemOf(response);
  if (!response.headers.get('content-type')?.startsWith('application/json')) {
    throw foreignProblem(response.status);
  }
  return (await response.json()) as T;
}

async function readAnswer(response: Response): Promise<SessionAnswer> {
  const answer = await readJson<SessionAnswer>(response);
  if (typeof answer.csrf !== 'string') throw foreignProblem(response.status);
  token = answer.csrf;
  return answer;
}

/** Who is signed in, and a fresh CSRF token. */
export async function readSession(): Promise<SessionAnswer> {
  return readAnswer(await ask(SESSION, { headers: { Accept: 'application/json' } }));
}

/** The token that every non-GET carries as X-CSRFToken; asked for when there is none yet. */
export async function csrfToken(): Promise<string> {
  return token ?? (await readSession()).csrf;
}

/** Called after a 403 `csrf-failed`: the next write asks for a new token. */
export function forgetCsrfToken(): void {
  token = null;
}

type Body = { readonly type: string; readonly content: BodyInit };
type Call = { method: 'POST' | 'PUT' | 'DELETE'; path: string; body?: Body; signal?: AbortSignal };

const asJson = (value: unknown): Body => ({
  type: 'application/json',
  content: JSON.stringify(value),
});

async function write({ method, path, body, signal }: Call): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'X-CSRFToken': await csrfToken(),
  };
  const init: RequestInit = { method, headers };
  if (body) headers['Content-Type'] = body.type;
  if (body) init.body = body.content;
  if (signal) init.signal = signal;
  return ask(path, init);
}

/** One retry with a fresh token: the page may be older than the server's session. */
async function writeAnew<T>(call: Call, read: (response: Response) => Promise<T>): Promise<T> {
  try {
    return await read(await write(call));
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.slug !== 'csrf-failed') throw problem;
    forgetCsrfToken();
    return read(await write(call));
  }
}

/** What is read online only; rejects with `ApiProblem`. */
export async function readFrom<T>(path: string): Promise<T> {
  return readJson<T>(await ask(path, { headers: { Accept: 'application/json' } }));
}

/** A file that the server makes; rejects with `ApiProblem`. */
export async function readFile(path: string): Promise<Blob> {
  const response = await ask(path, {});
  if (!response.ok) throw await problemOf(response);
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw foreignProblem(response.status);
  }
  return response.blob();
}

/** The few writes that are no commands of one's own; rejects with `ApiProblem`. */
export function sendTo<T>(path: string, value: unknown, signal?: AbortSignal): Promise<T> {
  return writeAnew(
    { method: 'POST', path, body: asJson(value), ...(signal && { signal }) },
    readJson<T>,
  );
}

/** Raw bytes, such as a photo's; rejects with `ApiProblem`. */
export function putBytes<T>(
  path: string,
  bytes: ArrayBuffer | Blob,
  signal?: AbortSignal,
): Promise<T> {
  const body: Body = { type: 'application/octet-stream', content: bytes };
  return writeAnew({ method: 'PUT', path, body, ...(signal && { signal }) }, readJson<T>);
}

export function openSession(login: string, password: string): Promise<SessionAnswer> {
  return writeAnew(
    { method: 'POST', path: SESSION, body: asJson({ login, password }) },
    readAnswer,
  );
}

export async function closeSession(): Promise<void> {
  await writeAnew({ method: 'DELETE', path: SESSION }, async (response) => {
    if (!response.ok && response.status !== 401) throw await problemOf(response);
  });
  forgetCsrfToken();
}

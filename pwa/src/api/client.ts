// The small client for the session routes: same-origin JSON, CSRF token, problems as ApiProblem.
import { ApiProblem, foreignProblem, offlineProblem, problemOf } from './problem';
import type { SessionAnswer } from './session';

const SESSION = '/api/session';

let token: string | null = null;

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch {
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

async function write(method: 'POST' | 'DELETE', body: unknown): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'X-CSRFToken': await csrfToken(),
  };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = JSON.stringify(body);
  return ask(SESSION, init);
}

/** One retry with a fresh token: the page may be older than the server's session. */
async function writeAnew<T>(
  method: 'POST' | 'DELETE',
  body: unknown,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  try {
    return await read(await write(method, body));
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.slug !== 'csrf-failed') throw problem;
    forgetCsrfToken();
    return read(await write(method, body));
  }
}

export function openSession(login: string, password: string): Promise<SessionAnswer> {
  return writeAnew('POST', { login, password }, readAnswer);
}

export async function closeSession(): Promise<void> {
  await writeAnew('DELETE', undefined, async (response) => {
    if (!response.ok && response.status !== 401) throw await problemOf(response);
  });
  forgetCsrfToken();
}

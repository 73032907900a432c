// For this folder's tests: a signed-in user with databases of his own, and small predictions.

import { vi } from 'vitest';
import type { SessionUser } from '@/api/session';
import { closeLocal, type Local, openLocal } from './context';
import { registerPredictions } from './model';

let count = 0;

export function aUser(change: Partial<SessionUser> = {}): SessionUser {
  count += 1;
  const id = `user-${count}`;
  return {
    ...{ id, org: 'qd', login: id, name: '检查员', post: '督导组检查员', unit_id: '1' },
    ...{ unit_name: '督导组', roles: ['inspector'], grants: ['visit.record'], grant_units: {} },
    ...change,
  };
}

/** Enough of the features' predictions for answers and photos. */
registerPredictions(
  {
    'visit.answer': async (tx, args, { at }) => {
      await tx.needs('visit', args.visit_id);
      await tx.put('answer', `${args.visit_id}.${args.item_code}`, { ...args, answered_at: at });
    },
    'task.cancel': (tx, { task_id }) => tx.patch('task', task_id, { state: 'cancelled' }),
  },
  {
    'photo.attach': async (tx, args, { user }) => {
      const { seal, ...told } = args;
      const owner = { owner_id: user.id, owner_name: user.name };
      const sealed = { seal: seal ? ('signed' as const) : ('none' as const), facts_hash: '' };
      const fresh = { blob: 'missing', refusal: null } as const;
      const unmeasured = { fix_age_s: null, skew_ms: null, marks: [] };
      const row = { ...told, ...owner, ...sealed, ...unmeasured, ...fresh };
      await tx.put('photo', args.photo_id, row);
    },
  },
);

export function signedIn(): Local {
  return openLocal(aUser());
}

export function signedOut(): void {
  closeLocal();
}

export const anAnswer = (item_code: string, visit_id = 'v1') => ({
  ...{ visit_id, item_code, result: 'pass', note: '', inputs: {} },
  result: 'pass' as const,
});

/** A server in words: each request's answer, in order. */
export function serve(...answers: (Response | Error)[]): [url: string, init: RequestInit][] {
  const calls: [string, RequestInit][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push([url, init]);
    const next = answers.shift();
    if (!next || next instanceof Error) throw next ?? new TypeError('no answer');
    return next;
  });
  return calls;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': type, ...headers },
  });
}

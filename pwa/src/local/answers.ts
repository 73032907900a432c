// Answers: what became of one command, for a screen that waits for the server's word.

import { isUnanswered } from '@device/outbox';
import type { OutboxEntry } from '@device/store';
import type { Result } from '@device/wire';
import { liveQuery } from 'dexie';
import { local } from './context';

export type CommandAnswer =
  | { readonly kind: 'applied' }
  /** Waits under 需处理 for a person. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly title: string;
      /** The figures of the refusal, as the server tells them. */
      readonly details: Readonly<Record<string, unknown>>;
    };

function refusalOf(result: Exclude<Result, { status: 'applied' }>): CommandAnswer {
  const { code, status, title } = result;
  const details = (status === 'rejected' && result.details) || {};
  return { kind: 'refused', code: code ?? status, title: title ?? '', details };
}

/** Archived with its effect once that has been pulled. */
function answerOf(entry: OutboxEntry | undefined): CommandAnswer | null {
  if (!entry || entry.state === 'settled') return { kind: 'applied' };
  if (isUnanswered(entry)) return null;
  const { result } = entry;
  if (!result || result.status === 'applied') return { kind: 'applied' };
  return refusalOf(result);
}

/** Waits as long as there is no network: the command is kept. Ends with the signal, answered or not. */
export function answerTo(uid: string, signal: AbortSignal): Promise<CommandAnswer | null> {
  return new Promise((resolve) => {
    const find = () => local().store.read((tx) => tx.outbox.byUid(uid));
    const end = (answer: CommandAnswer | null): void => {
      following.unsubscribe();
      resolve(answer);
    };
    const following = liveQuery(find).subscribe((entry) => {
      const answer = answerOf(entry);
      if (answer) end(answer);
    });
    signal.addEventListener('abort', () => end(null), { once: true });
  });
}

// The outbox as a person reads it: one problem and the edits that it holds back.

import { isUnanswered } from '@device/outbox';
import type { OutboxEntry } from '@device/store';
import type { Json } from '@device/wire';

export interface OutboxItem {
  readonly uid: string;
  /** The command's name and args as the user made them, also where it has become a noop. */
  readonly name: string;
  readonly args: Json;
  readonly state: 'waiting' | 'sending' | 'applied' | 'refused' | 'parked' | 'discarded';
  /** Why the server refused it. */
  readonly code: string | null;
  readonly title: string | null;
  readonly details: Json;
  /** The row as it stood on the server when it refused. */
  readonly row: Json | null;
  /** Rows that it touches, as "entity/id". */
  readonly about: readonly string[];
  readonly occurredAt: string;
  /** The change cannot be shown over what the server has by now; it is sent all the same. */
  readonly isHidden: boolean;
}

export interface OutboxProblem extends OutboxItem {
  /** What waits for this problem to be settled. */
  readonly held: readonly OutboxItem[];
}

export interface OutboxView {
  readonly problems: readonly OutboxProblem[];
  readonly waiting: readonly OutboxItem[];
  /** Discarded, not yet told to the server: can still be taken back. */
  readonly discarded: readonly OutboxItem[];
}

const STATES = {
  pending: 'waiting',
  sending: 'sending',
  settled: 'applied',
  refused: 'refused',
  parked: 'parked',
} as const;

const isDiscarded = (entry: OutboxEntry): boolean =>
  entry.original !== null && entry.set_aside === null;

type Refusal = Pick<OutboxItem, 'code' | 'title' | 'details' | 'row'>;

const NO_REFUSAL: Refusal = { code: null, title: null, details: {}, row: null };

function refusalOf({ result }: OutboxEntry): Refusal {
  if (!result || result.status === 'applied') return NO_REFUSAL;
  const { code = null, title = null } = result;
  if (result.status === 'parked') return { ...NO_REFUSAL, code, title };
  return { code, title, details: result.details ?? {}, row: result.row ?? null };
}

export function toItem(entry: OutboxEntry): OutboxItem {
  const { uid, name, args, about, occurred_at: occurredAt, original } = entry;
  return {
    ...{ uid, about, occurredAt, name: original?.name ?? name, args: original?.args ?? args },
    ...refusalOf(entry),
    state: isDiscarded(entry) ? 'discarded' : STATES[entry.state],
    isHidden: entry.fault !== null,
  };
}

const isStuck = (entry: OutboxEntry): boolean =>
  entry.state === 'refused' || entry.state === 'parked';

const rootOf = ({ result }: OutboxEntry): string | undefined =>
  result?.status === 'rejected' ? result.root_uid || undefined : undefined;

/** Refused or parked by themselves, or held back by something that is no longer here. */
export function problemRoots(entries: readonly OutboxEntry[]): OutboxEntry[] {
  const stuck = entries.filter(isStuck);
  const uids = new Set(stuck.map(({ uid }) => uid));
  return stuck.filter((entry) => {
    const root = rootOf(entry);
    return root === undefined || !uids.has(root);
  });
}

/** All that hangs on the root, directly or through others. */
function heldBy(root: OutboxEntry, entries: readonly OutboxEntry[]): OutboxEntry[] {
  const uids = new Set([root.uid]);
  return entries.filter((entry) => {
    const hangs = entry.uid !== root.uid && entry.deps.some((dep) => uids.has(dep));
    if (hangs) uids.add(entry.uid);
    return hangs;
  });
}

export function outboxView(entries: readonly OutboxEntry[]): OutboxView {
  const problems = problemRoots(entries).map((root) => ({
    ...toItem(root),
    held: heldBy(root, entries).map(toItem),
  }));
  const held = new Set(problems.flatMap((problem) => problem.held.map(({ uid }) => uid)));
  const open = entries.filter((entry) => isUnanswered(entry) && !held.has(entry.uid));
  return {
    problems,
    waiting: open.filter((entry) => !isDiscarded(entry)).map(toItem),
    discarded: open.filter(isDiscarded).map(toItem),
  };
}

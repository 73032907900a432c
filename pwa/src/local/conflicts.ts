// Conflicts: what the server took otherwise than it was entered, for its author to look at once.

import type { OutboxEntry } from '@device/store';
import type { Json } from '@device/wire';
import type { Ref } from 'vue';
import { local } from './context';
import { readDraft, saveDraft } from './drafts';
import { live } from './live';

/** One field with both values; both are in the journal too. */
export interface Differing {
  /** "entity/id" */
  readonly row: string;
  readonly field: string;
  readonly yours: unknown;
  readonly theirs: unknown;
}

export interface ConflictView {
  readonly uid: string;
  readonly name: string;
  readonly args: Json;
  readonly about: readonly string[];
  readonly occurredAt: string;
  readonly fields: readonly Differing[];
}

const SEEN = 'conflicts-seen';

const conflictsOf = ({ result }: OutboxEntry): readonly Json[] =>
  result?.status === 'applied' ? result.conflicts : [];

const toDiffering = ({ row, field, yours, theirs }: Json): Differing => ({
  ...{ row: String(row), field: String(field), yours, theirs },
});

function toView(entry: OutboxEntry): ConflictView {
  const { uid, name, args, about, occurred_at: occurredAt } = entry;
  return { uid, name, args, about, occurredAt, fields: conflictsOf(entry).map(toDiffering) };
}

const listed = (): Promise<OutboxEntry[]> =>
  local().store.read(async (tx) => {
    const entries = [...(await tx.sent.list()), ...(await tx.outbox.list())];
    return entries.filter((entry) => conflictsOf(entry).length > 0);
  });

async function unseen(): Promise<ConflictView[]> {
  const seen = new Set(await readDraft<string[]>(SEEN));
  return (await listed()).filter(({ uid }) => !seen.has(uid)).map(toView);
}

/** Those of the last seven days that their author has not put away. */
export const useConflicts = (): Ref<ConflictView[]> => live(unseen, []);

/** Remembered as long as the archive holds the mutation. */
export async function putAway(uid: string): Promise<void> {
  const kept = new Set((await listed()).map((entry) => entry.uid));
  const seen = ((await readDraft<string[]>(SEEN)) ?? []).filter((one) => kept.has(one));
  await saveDraft(SEEN, [...seen, uid]);
}

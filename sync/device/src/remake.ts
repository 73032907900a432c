// Remaking: mutations made anew, since what a uid or a seq once meant never changes.

import { file, type Wish } from './outbox';
import { messageOf } from './overlay';
import type { Kit } from './ports';
import { predict } from './predict';
import type { Original, OutboxEntry, Tx } from './store';

type Made = Original & Pick<OutboxEntry, 'uid' | 'occurred_at' | 'about'>;
type Inherited = Pick<Made, 'deps' | 'about'>;

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];

/** A prediction that fails does not stand between the user's work and the server's answer. */
async function make(tx: Tx, kit: Kit, wish: Wish, old: Inherited): Promise<OutboxEntry> {
  const draft = await predict(tx, kit.model, wish).catch(messageOf);
  const isDraft = typeof draft !== 'string';
  const entry = await file(tx, kit, wish, isDraft ? draft : null);
  const full = {
    ...entry,
    deps: union(entry.deps, old.deps),
    about: union(entry.about, old.about),
    fault: isDraft ? null : draft,
  };
  await tx.outbox.put([full]);
  return full;
}

/** New uids and seqs at the end of the outbox; deps among them are rewritten. */
export async function remake(tx: Tx, kit: Kit, mutations: readonly Made[]): Promise<OutboxEntry[]> {
  const renamed = new Map(mutations.map(({ uid }) => [uid, kit.ids.uid()]));
  const rename = (uid: string): string => renamed.get(uid) ?? uid;
  const made: OutboxEntry[] = [];
  for (const { uid, name, v, args, occurred_at, deps, about } of mutations) {
    const wish = { uid: rename(uid), name, v, args, occurred_at };
    made.push(await make(tx, kit, wish, { deps: deps.map(rename), about }));
  }
  return made;
}

// Undo: takes back a discard.

import { rebuildOverlay } from './overlay';
import type { Kit } from './ports';
import { remake } from './remake';
import type { OutboxEntry, Tx } from './store';

/** A refusal goes back to where it waited. */
async function reopen(tx: Tx, entry: OutboxEntry): Promise<void> {
  await tx.outbox.put([{ ...entry, settled_at: null }]);
  await tx.sent.remove([entry.n]);
}

const restored = (entry: OutboxEntry): OutboxEntry => ({
  ...entry,
  ...entry.original,
  original: null,
});

/** Makes anew what noops stood for; they forget it, so that no second undo makes it twice. */
async function makeAgain(tx: Tx, kit: Kit, noops: readonly OutboxEntry[]): Promise<void> {
  for (const noop of noops) {
    const table = noop.settled_at === null ? tx.outbox : tx.sent;
    await table.put([{ ...noop, original: null }]);
  }
  await remake(tx, kit, noops.map(restored));
}

/** While none has gone out the noops simply become again what they were. */
async function revive(tx: Tx, kit: Kit, noops: readonly OutboxEntry[]): Promise<void> {
  if (noops.every((noop) => noop.state === 'pending')) await tx.outbox.put(noops.map(restored));
  else await makeAgain(tx, kit, noops);
}

export async function undoDiscard(tx: Tx, kit: Kit, uids: readonly string[]): Promise<void> {
  const noops: OutboxEntry[] = [];
  for (const uid of uids) {
    const archived = await tx.sent.byUid(uid);
    const entry = (await tx.outbox.byUid(uid)) ?? archived;
    if (entry?.original && !entry.set_aside) noops.push(entry);
    else if (archived && entry === archived && archived.state !== 'settled')
      await reopen(tx, archived);
  }
  await revive(tx, kit, noops);
  await rebuildOverlay(tx, kit.model);
}

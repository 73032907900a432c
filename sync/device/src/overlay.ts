// The overlay: rebuilt from the pending mutations whenever what lies beneath it has changed.

import { cachedBase, FreshOverlay } from './memoryRows';
import { predict } from './predict';
import type { Model } from './predictor';
import type { OutboxEntry, RowKey, Tx } from './store';

/** Whether the entry's effect is still to be seen in the overlay only. */
export const isOutstanding = (entry: OutboxEntry): boolean =>
  entry.state === 'pending' || entry.state === 'sending' || entry.state === 'settled';

export const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** A prediction that fails is marked and skipped: it must never abort a sync. */
async function replay(tx: Tx, model: Model, entry: OutboxEntry): Promise<OutboxEntry> {
  try {
    const draft = await predict(tx, model, entry);
    await draft.flush();
    return { ...entry, fault: null };
  } catch (error) {
    return { ...entry, fault: messageOf(error) };
  }
}

function toKey(about: string): RowKey {
  const slash = about.indexOf('/');
  return { entity: about.slice(0, slash), id: about.slice(slash + 1) };
}

/**
 * Two hundred predictions that each ask the disk for a row would hold up the user's next tap for seconds:
 * what they wrote about before is fetched at once, and what they write goes to the disk at the end.
 */
export async function rebuildOverlay(tx: Tx, model: Model): Promise<void> {
  const entries = (await tx.outbox.list()).filter(isOutstanding);
  const known = new Set(entries.flatMap((entry) => entry.about));
  const base = await cachedBase(tx.base, [...known].map(toKey));
  const overlay = new FreshOverlay();
  const replayed: OutboxEntry[] = [];
  for (const entry of entries) {
    const now = await replay({ ...tx, base, overlay }, model, entry);
    if (now.fault !== entry.fault) replayed.push(now);
  }
  await tx.outbox.put(replayed);
  await tx.overlay.clear();
  await tx.overlay.put(overlay.all());
}

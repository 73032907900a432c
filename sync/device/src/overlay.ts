// The overlay: rebuilt from the pending mutations whenever what lies beneath it has changed.

import { predict } from './predict';
import type { Model } from './predictor';
import type { OutboxEntry, Tx } from './store';

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

export async function rebuildOverlay(tx: Tx, model: Model): Promise<void> {
  await tx.overlay.clear();
  for (const entry of await tx.outbox.list()) {
    if (!isOutstanding(entry)) continue;
    const replayed = await replay(tx, model, entry);
    if (replayed.fault !== entry.fault) await tx.outbox.put([replayed]);
  }
}

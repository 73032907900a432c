// The check: compares the base with the server's digest now and then, and mends it by pulling it anew.

import { digestOf, mismatches } from './digest';
import type { SyncKit } from './ports';
import type { LastPage } from './prepare';
import type { Pulling, RowHead, Tx } from './store';

const EVERY_MS = 3_600_000;

/** A clock that was set back must not put it off for ever. */
const isOld = (kit: SyncKit, at: number): boolean =>
  Math.abs(kit.clock.now() - at) >= (kit.checkEveryMs ?? EVERY_MS);

/** At the first pull of each run of the app, then at intervals, and always to see whether a repair helped. */
export async function isCheckDue(tx: Tx, kit: SyncKit, pulling: Pulling): Promise<boolean> {
  const last = await tx.meta.get('checked_at');
  const isNewRun = last === undefined || last < (kit.started_at ?? 0);
  return isNewRun || isOld(kit, last) || pulling.repairing !== undefined;
}

/** One repair an interval: what pulling anew does not mend would go round and round. */
async function mayRepair(tx: Tx, kit: SyncKit, pulling: Pulling): Promise<boolean> {
  if (pulling.repairing) return false;
  const last = await tx.meta.get('repair');
  return last === undefined || isOld(kit, last.at);
}

async function mismatched(tx: Tx, kit: SyncKit, pulling: Pulling, scopes: string[]) {
  const found = { scopes, at: kit.clock.now() };
  if (!(await mayRepair(tx, kit, pulling))) {
    await tx.meta.set('digest_fault', found);
    return;
  }
  await tx.meta.set('repair', found);
  await tx.meta.set('pulling', { cursor: null, fresh: true, reset: null, repairing: scopes });
}

/** After the last page of a pull that asked for it was applied; where base and server differ, leaves a pull from null to be done. */
export async function checkBase(
  tx: Tx,
  kit: SyncKit,
  { pulling, response }: LastPage,
  heads: readonly RowHead[] | null,
): Promise<void> {
  const { digest } = response;
  await tx.meta.set('checked_at', kit.clock.now());
  if (!digest) return;
  const scopes = mismatches(digestOf(heads ?? (await tx.base.heads())), digest);
  if (scopes.length > 0) await mismatched(tx, kit, pulling, scopes);
  else await tx.meta.remove('digest_fault');
}

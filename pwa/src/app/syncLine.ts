// The one line about sync: what to say, how it looks. Offline is grey and calm, never an error.
import type { SyncView } from '@/local/syncView';
import type { IconName } from '@/ui/icons';

export type SyncLine = {
  /** Key under `app.sync`. */
  word: string;
  params: Record<string, string | number>;
  tone: 'quiet' | 'busy' | 'good' | 'bad';
  icon: IconName;
};

type Facts = Pick<
  SyncView,
  'phase' | 'online' | 'pending' | 'photosPending' | 'needsAttention' | 'syncedAt'
> & {
  /** How much there was to send when this stretch of sending began. */
  peak: number;
  time: (ms: number) => string;
};

type Rule = (facts: Facts) => SyncLine | null;

const line = (
  word: string,
  tone: SyncLine['tone'],
  icon: IconName,
  params: SyncLine['params'] = {},
): SyncLine => ({ word, tone, icon, params });

const unsent = ({ pending, photosPending }: Facts): number => pending + photosPending;
const BUSY = ['pushing', 'pulling', 'uploading'];

const attention: Rule = ({ needsAttention: n }) =>
  n > 0 ? line('attention', 'bad', 'attention', { n }) : null;

const unreachable = ({ online, phase }: Facts): boolean => !online || phase === 'waiting';

const offline: Rule = (facts) => {
  if (!unreachable(facts)) return null;
  const n = unsent(facts);
  const word = facts.online ? 'unreachable' : 'offline';
  return line(n > 0 ? `${word}With` : word, 'quiet', 'offline', { n });
};

const signedOut: Rule = ({ phase }) =>
  phase === 'signed-out' ? line('signedOut', 'bad', 'lock') : null;

const retired: Rule = ({ phase }) => (phase === 'retired' ? line('retired', 'bad', 'lock') : null);

const outdated: Rule = ({ phase }) => (phase === 'update' ? line('outdated', 'bad', 'sync') : null);

const sending: Rule = (facts) => {
  const n = unsent(facts);
  if (n === 0 || !BUSY.includes(facts.phase)) return null;
  const m = Math.max(facts.peak, n);
  return line('sending', 'busy', 'sync', { n: m - n, m });
};

const queued: Rule = (facts) => {
  const n = unsent(facts);
  return n > 0 ? line('queued', 'quiet', 'queued', { n }) : null;
};

const synced: Rule = ({ syncedAt, time }) =>
  syncedAt === null ? null : line('synced', 'good', 'delivered', { time: time(syncedAt) });

/** The first rule that has something to say. */
const RULES: readonly Rule[] = [
  retired,
  signedOut,
  outdated,
  attention,
  offline,
  sending,
  queued,
  synced,
];

export function syncLine(facts: Facts): SyncLine {
  for (const rule of RULES) {
    const found = rule(facts);
    if (found) return found;
  }
  return line('online', 'quiet', 'cloud');
}

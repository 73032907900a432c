// The keys of the review queue: which key does what; the sheet that documents them reads the same.

export type QueueAct = 'next' | 'before' | 'pass' | 'return' | 'fail' | 'undo' | 'keys';

export const QUEUE_KEYS: Readonly<Record<string, QueueAct>> = {
  j: 'next',
  k: 'before',
  p: 'pass',
  r: 'return',
  f: 'fail',
  u: 'undo',
  '?': 'keys',
};

/** What `useShortcuts` wants: a verb for each key. */
export const keysOf = (
  verbs: Readonly<Record<QueueAct, () => void>>,
): Readonly<Record<string, () => void>> =>
  Object.fromEntries(Object.entries(QUEUE_KEYS).map(([key, act]) => [key, verbs[act]]));

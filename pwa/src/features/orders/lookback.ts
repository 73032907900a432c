// Orders: looking back (回头看) in words: how the draw went, and what a check has found.
import type { OrderRow } from '@/api/rows';

export type Lookback = NonNullable<OrderRow['lookback']>;
type Check = Lookback['checks'][number];

const MILLION = 1_000_000;
const SIX = 6;
const PERCENT = 10_000;

/** The lot and the limit, as people compare them. */
export const drawWords = ({ number, ppm }: Lookback): { number: string; percent: number } => ({
  number: (number / MILLION).toFixed(SIX),
  percent: ppm / PERCENT,
});

export type Outcome = 'waiting' | 'passed' | 'failed';

export function outcomeOf({ is_passed }: Pick<Check, 'is_passed'>): Outcome {
  if (is_passed === null) return 'waiting';
  return is_passed ? 'passed' : 'failed';
}

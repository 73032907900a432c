// Orders: each matter has its own result, and the order's follows from them (AMB-17).
import { isExplained, type ReturnReason, type Verdict } from './rules';

export type Standing = { is_struck: boolean; is_mended: boolean; verdict: string | null };

export function verdictOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('return') ? 'return' : 'pass';
}

/** Neither struck out after an objection nor passed. */
export const isOpen = ({ is_struck, verdict }: Standing): boolean =>
  !is_struck && verdict !== 'pass';

/** It awaits the unit. */
export const needsAnswer = (matter: Standing): boolean => isOpen(matter) && !matter.is_mended;

export type MatterVerdict = {
  matter_id: string;
  verdict: Verdict;
  reasons: ReturnReason[];
  note: string;
};

/** A verdict that is no pass says why. */
export const isSaid = ({ verdict, reasons, note }: MatterVerdict): boolean =>
  verdict === 'pass' || isExplained(reasons, note);

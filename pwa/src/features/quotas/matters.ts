// Key matters (重要事项) behind a number: how each stands, in words and shape.
import type { IconName } from '@/ui/icons';
import type { Tone } from '@/ui/PlainTag.vue';
import type { ListedMatter } from './shapes';

export type Standing = 'uncovered' | 'waived' | 'closed' | 'covered';

export const LOOKS: Record<Standing, { tone: Tone; icon: IconName }> = {
  uncovered: { tone: 'bad', icon: 'attention' },
  waived: { tone: 'quiet', icon: 'none' },
  closed: { tone: 'green', icon: 'check' },
  covered: { tone: 'green', icon: 'check' },
};

/** Why it is not counted, or by what it is: a check is told before its end. */
export function standingOf({ reason, visit_ids }: ListedMatter): Standing {
  if (reason === 'waived' || reason === 'uncovered') return reason;
  return visit_ids.length > 0 ? 'covered' : 'closed';
}

/** Checks at the sites of other units: counted, and not this unit's to read. */
export const elsewhere = ({ visit_ids, checks }: ListedMatter): number =>
  visit_ids.length - checks.length;

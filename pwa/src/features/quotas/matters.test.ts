// How a key matter behind a number stands, and how many of its checks were made elsewhere.
import { describe, expect, it } from 'vitest';
import { elsewhere, standingOf } from './matters';
import type { ListedMatter } from './shapes';

const matter = (changes: Partial<ListedMatter>): ListedMatter => ({
  ...{ id: 'm1', number: '事〔2026〕0001', title: '公示牌更新', due_on: '2026-05-16' },
  ...{ state: 'open', reason: '', visit_ids: [], checks: [], ...changes },
});

describe('a key matter behind a number', () => {
  it.each([
    ['uncovered', { reason: 'uncovered' }],
    ['waived', { reason: 'waived', visit_ids: ['v1'] }],
    ['covered', { state: 'closed', visit_ids: ['v1'] }],
    ['closed', { state: 'closed' }],
  ] as const)('is %s', (standing, changes) => {
    expect(standingOf(matter({ ...changes } as Partial<ListedMatter>))).toBe(standing);
  });

  it('tells how many of its checks were made elsewhere', () => {
    expect(elsewhere(matter({ visit_ids: ['v1', 'v2'] }))).toBe(2);
    expect(elsewhere(matter({}))).toBe(0);
  });
});

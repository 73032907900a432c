// Imports: what a month will have, what stands first, and what may be confirmed.
import { expect, it } from 'vitest';
import {
  afterOf,
  channelOf,
  confirmBlock,
  type ImportLine,
  isRunning,
  newestFirst,
  worstFirst,
} from './importRules';

const line = (changes: Partial<ImportLine> = {}): ImportLine => ({
  ...{ unit_id: 'u', unit_name: 'U', kind: 'services', period: '2026-05', given: 10, overlap: 2 },
  ...{ called_back: 0, former: 10, former_source: 'file', former_has_records: true },
  ...{ last_month: null, last_year: null, after_replace: 10, after_add: 18 },
  ...{ level_replace: '', level_add: '', ...changes },
});
const choice = { mode: 'replace', acceptsBad: false, reason: '' } as const;

it('says what a month will have in either way', () => {
  expect(afterOf(line(), 'replace')).toBe(10);
  expect(afterOf(line(), 'add')).toBe(18);
});

it('puts what is far off first, in the way that is chosen', () => {
  const lines = [
    line({ unit_id: 'a' }),
    line({ unit_id: 'b', level_replace: 'warn' }),
    line({ unit_id: 'c', level_replace: 'reason' }),
    line({ unit_id: 'd', level_add: 'reason' }),
  ];
  const order = (mode: 'replace' | 'add') => worstFirst(lines, mode).map(({ unit_id }) => unit_id);
  expect(order('replace')).toEqual(['c', 'b', 'a', 'd']);
  expect(order('add')).toEqual(['d', 'a', 'b', 'c']);
});

it('confirms nothing without rows', () => {
  expect(confirmBlock({ good: 0, bad: 0 }, [], choice)).toBe('nothing');
  expect(confirmBlock({ good: 1, bad: 0 }, [line()], choice)).toBe(null);
});

it('leaves wrong rows out only where that is chosen, and with a reason', () => {
  const counts = { good: 1, bad: 3 };
  expect(confirmBlock(counts, [line()], choice)).toBe('mistakes');
  expect(confirmBlock(counts, [line()], { ...choice, acceptsBad: true })).toBe('reason');
  const given = { ...choice, acceptsBad: true, reason: '并班' };
  expect(confirmBlock(counts, [line()], given)).toBe(null);
});

it('asks for a reason for a number ten times off, and for no other', () => {
  const far = [line({ level_replace: 'reason' })];
  expect(confirmBlock({ good: 1, bad: 0 }, far, choice)).toBe('reason');
  expect(confirmBlock({ good: 1, bad: 0 }, far, { ...choice, reason: ' ' })).toBe('reason');
  expect(confirmBlock({ good: 1, bad: 0 }, far, { ...choice, mode: 'add' })).toBe(null);
  const warned = [line({ level_replace: 'warn' })];
  expect(confirmBlock({ good: 1, bad: 0 }, warned, choice)).toBe(null);
});

it('knows what a worker is still at, the newest, and the channel of cases', () => {
  expect((['waiting', 'checked', 'storing', 'done', 'undoing'] as const).filter(isRunning)).toEqual(
    ['waiting', 'storing', 'undoing'],
  );
  const at = (received_at: string) => ({ received_at });
  expect(newestFirst([at('2026-01'), at('2026-03'), at('2026-02')])[0]).toEqual(at('2026-03'));
  expect([channelOf('cases_web'), channelOf('services')]).toEqual(['web', '']);
});

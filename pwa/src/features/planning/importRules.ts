// Imports: pure rules. Which numbers a month will have, what needs a reason, what may be done when.

import type { Rows } from '@/api/rows';
import type { components } from '@/api/schema';

export type ImportRow = Rows['import'];
export type ImportState = ImportRow['state'];
export type ListName = ImportRow['list_name'];
export type Mode = 'replace' | 'add';
export type ImportLine = components['schemas']['LineShape'];
export type Level = '' | 'warn' | 'reason';

export const LISTS: readonly ListName[] = ['services', 'service_counts', 'customers', 'cases'];
const RUNNING: readonly ImportState[] = ['waiting', 'storing', 'undoing'];
const RANK: Record<Level, number> = { '': 0, warn: 1, reason: 2 };

export const isRunning = (state: ImportState): boolean => RUNNING.includes(state);

/** The newest first. */
export const newestFirst = <I extends { received_at: string }>(imports: readonly I[]): I[] =>
  [...imports].sort((a, b) => b.received_at.localeCompare(a.received_at));

export const afterOf = (line: ImportLine, mode: Mode): number =>
  mode === 'replace' ? line.after_replace : line.after_add;

export const levelOf = (line: ImportLine, mode: Mode): Level =>
  (mode === 'replace' ? line.level_replace : line.level_add) as Level;

/** What is far off stands first; otherwise as the file has it. */
export const worstFirst = (lines: readonly ImportLine[], mode: Mode): ImportLine[] =>
  [...lines].sort((a, b) => RANK[levelOf(b, mode)] - RANK[levelOf(a, mode)]);

/** There is something to replace, or to add to. */
export const hasFormer = (lines: readonly ImportLine[]): boolean =>
  lines.some(({ former }) => former !== null);

export type Choice = { mode: Mode; acceptsBad: boolean; reason: string };

/** Why an import cannot be confirmed as chosen; null: it can. The server asks the same. */
export function confirmBlock(
  { good, bad }: Pick<ImportRow, 'good' | 'bad'>,
  lines: readonly ImportLine[],
  choice: Choice,
): 'nothing' | 'mistakes' | 'reason' | null {
  if (good === 0 || lines.length === 0) return 'nothing';
  if (bad > 0 && !choice.acceptsBad) return 'mistakes';
  return needsReason(bad, lines, choice) && choice.reason.trim() === '' ? 'reason' : null;
}

export const needsReason = (
  bad: number,
  lines: readonly ImportLine[],
  { mode, acceptsBad }: Pick<Choice, 'mode' | 'acceptsBad'>,
): boolean => (bad > 0 && acceptsBad) || lines.some((line) => levelOf(line, mode) === 'reason');

/** The channel of a population of cases; empty for any other. */
export const channelOf = (kind: string): string =>
  kind.startsWith('cases_') ? kind.slice('cases_'.length) : '';

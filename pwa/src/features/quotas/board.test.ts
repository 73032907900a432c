// The board: what the address asks for, which lines are shown and how the keyboard walks.
import { expect, it } from 'vitest';
import {
  branchesOf,
  type Cell,
  type Line,
  moved,
  periodsOf,
  queryOf,
  shownLines,
  sumOf,
  viewOf,
} from './board';

const aCell = (change: Partial<Cell> = {}): Cell => ({
  ...{ id: 'q', period: '2026-11', base: 100, stands_in: '', required: 3, done: 3, gap: 0 },
  ...{ days_left: 2, left: 1, forecast: 3, needed_tenths: 0, achieved_tenths: 1 },
  ...{ verdict: 'met', corrected_on: null },
  ...change,
});

const aLine = (unit_name: string, branch: string, ...cells: Cell[]): Line => ({
  ...{ kind: 'team_self', unit_id: unit_name, unit_name, branch_id: branch, branch_name: branch },
  ...{ is_ranked: true, clause: '', cells },
});

const LATE = aCell({ done: 1, gap: 2, verdict: 'behind' });
const LINES = [
  aLine('望溪北安检一班', '望溪分公司', LATE),
  aLine('青樾户内一班', '青樾分公司', aCell({ done: 2, gap: 1, verdict: 'missed' })),
  aLine('热线一班', '', aCell()),
];
const namesOf = (query: Record<string, string>): string[] =>
  shownLines(LINES, viewOf(query, 2026)).map(({ unit_name }) => unit_name.slice(0, 2));

it.each([
  [{}, ['望溪', '青樾', '热线']],
  [{ text: 'wxbaj' }, ['望溪']],
  [{ text: 'qy' }, ['青樾']],
  [{ text: '分公司' }, ['望溪', '青樾']],
  [{ branch: '青樾分公司' }, ['青樾']],
  [{ behind: 'true' }, ['望溪', '青樾']],
  [{ sort: 'gap', down: 'true' }, ['望溪', '青樾', '热线']],
  [{ sort: 'gap' }, ['热线', '青樾', '望溪']],
  [{ down: 'true' }, ['热线', '青樾', '望溪']],
])('shows for %o the units %o', (query, names) => {
  expect(namesOf(query as Record<string, string>)).toEqual(names);
});

it('does not call a unit behind that only refers to the regulation', () => {
  const lines = [{ ...aLine('云汀', '', LATE), is_ranked: false }];
  expect(shownLines(lines, viewOf({ behind: 'true' }, 2026))).toEqual([]);
  expect(sumOf(lines, '2026-11')).toEqual({ required: 0, done: 0, gap: 0, behind: 0 });
});

it('keeps in the address what is asked for, and nothing else', () => {
  const query = { kind: 'branch_spot', branch: 'b', text: 'wx', behind: 'true', year: '2025' };
  expect(queryOf(viewOf(query, 2026), 2026)).toEqual(query);
  expect(queryOf(viewOf({}, 2026), 2026)).toEqual({ kind: 'team_self' });
});

it('takes nonsense in the address for nothing asked', () => {
  const { year, filter, sort } = viewOf({ year: 'x', kind: 'moon', sort: 'up', text: ['a'] }, 2026);
  expect([year, filter.kind, filter.text, sort.key]).toEqual([2026, 'team_self', '', 'unit']);
});

it('has twelve months, quarters where there are any, or the year', () => {
  expect(periodsOf(LINES, 'team_self', 2026)).toHaveLength(12);
  const quarterly = [aLine('班', '', aCell({ period: '2026-Q4' }))];
  expect(periodsOf(quarterly, 'team_self', 2026).at(-1)).toBe('2026-Q4');
  expect(periodsOf([], 'hq_unit', 2026)).toEqual(['2026']);
});

it('offers each branch once, headquarters not', () => {
  expect(branchesOf([...LINES, ...LINES]).map(({ name }) => name)).toEqual([
    '望溪分公司',
    '青樾分公司',
  ]);
});

it('adds up a period', () => {
  expect(sumOf(LINES, '2026-11')).toEqual({ required: 9, done: 6, gap: 3, behind: 2 });
});

it('walks within the table', () => {
  const size = { line: 3, column: 12 };
  expect(moved({ line: 2, column: 0 }, { line: 1, column: -1 }, size)).toEqual({
    line: 2,
    column: 0,
  });
  expect(moved({ line: -1, column: 0 }, { line: 1, column: 0 }, size).line).toBe(0);
});

// Planning: days and distances, the calendar's keys, rules in words, plans and their rates.

import { expect, it } from 'vitest';
import { createI18n } from 'vue-i18n';
import { begunTasks } from '@/lib/requirements';
import { dayAfterKey, entriesByDay, shiftMonth, weeksOf } from './calendar';
import { byDay, byDistance, dayNameOf } from './grouping';
import { inTurn, isMissing, judgingOf, type PlanLike, unfinishedOf } from './planRules';
import { percentOf, sumOf } from './progress';
import { blankChoice, ruleOf, ruleWords } from './recurrence';
import text from './text.json';
import { formerOf } from './useTaskDesk';

const WEDNESDAY = '2026-05-06';

it('names a day by how near it is, the week ending on Sunday', () => {
  const days = ['2026-05-05', WEDNESDAY, '2026-05-07', '2026-05-08', '2026-05-10', '2026-05-11'];
  expect(days.map((day) => dayNameOf(day, WEDNESDAY))).toEqual([
    ...['overdue', 'today', 'tomorrow', 'week', 'week', 'later'],
  ]);
});

const task = (site_name: string, due_on: string, lat: number | null = null) => ({
  ...{ site_name, due_on, lat, lon: lat === null ? null : 118.5 },
});

it('has done with a task whose check is under way or waits to be sent, not one that was voided', () => {
  const check = (task_id: string, state: string, inspector_id = 'ines') => ({
    ...{ task_id, state, inspector_id },
  });
  const checks = [
    check('a', 'open'),
    check('b', 'closed'),
    check('c', 'voided'),
    check('d', 'open', 'ivan'),
  ];
  expect([...begunTasks(checks, 'ines')]).toEqual(['a', 'b']);
});

it('groups by day without empty groups, and within a group by the day', () => {
  const tasks = [task('乙', '2026-05-09'), task('甲', '2026-05-08'), task('丙', '2026-05-01')];
  const found = byDay(tasks, WEDNESDAY);
  expect(found.map(({ name }) => name)).toEqual(['overdue', 'week']);
  expect(found[1]?.tasks.map(({ site_name }) => site_name)).toEqual(['甲', '乙']);
});

it('sorts by distance, sites without a position by themselves', () => {
  const tasks = [
    task('far', WEDNESDAY, 21),
    task('none', WEDNESDAY),
    task('near', WEDNESDAY, 20.6),
  ];
  const found = byDistance(tasks, { lat: 20.5, lon: 118.5 });
  expect(found.map(({ name, tasks: its }) => [name, its.map((one) => one.site_name)])).toEqual([
    ['near', ['near', 'far']],
    ['unplaced', ['none']],
  ]);
});

it('lays a month out in weeks from Monday on', () => {
  const weeks = weeksOf('2026-05-15');
  expect(weeks).toHaveLength(5);
  expect([weeks[0]?.[0], weeks.at(-1)?.at(-1)]).toEqual(['2026-04-27', '2026-05-31']);
  expect(weeksOf('2027-02-01')).toHaveLength(4);
});

it('goes by arrow keys over the ends of months, and keeps the day where the month has it', () => {
  expect(dayAfterKey('2026-05-31', 'ArrowRight', WEDNESDAY)).toBe('2026-06-01');
  expect(dayAfterKey('2026-05-03', 'ArrowUp', WEDNESDAY)).toBe('2026-04-26');
  expect(dayAfterKey('2026-01-31', 'PageDown', WEDNESDAY)).toBe('2026-02-28');
  expect(dayAfterKey('2026-01-31', 'Home', WEDNESDAY)).toBe(WEDNESDAY);
  expect(dayAfterKey('2026-01-31', 'x', WEDNESDAY)).toBeNull();
  expect(shiftMonth('2026-01-15', -1)).toBe('2025-12-15');
});

it('puts what is late on top of a day', () => {
  const entry = (kind: 'done' | 'late' | 'open') => ({
    kind,
    day: WEDNESDAY,
    title: kind,
    note: '',
  });
  const days = entriesByDay([entry('done'), entry('open'), entry('late')]);
  expect(days.get(WEDNESDAY)?.map(({ kind }) => kind)).toEqual(['late', 'open', 'done']);
});

it.each([
  [{}, 'FREQ=MONTHLY;BYDAY=1WE'],
  [{ freq: 'DAILY', every: 3 }, 'FREQ=DAILY;INTERVAL=3'],
  [{ freq: 'WEEKLY', weekdays: ['TH', 'MO'] }, 'FREQ=WEEKLY;BYDAY=MO,TH'],
  [{ how: 'date', monthday: -1, until: '2026-12-31' }, 'FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20261231'],
  [{ freq: 'YEARLY', place: '-1' }, 'FREQ=YEARLY;BYMONTH=5;BYDAY=-1WE'],
] as const)('puts a rule together from choices: %j', (changes, rule) => {
  const choice = { ...blankChoice(WEDNESDAY), ...structuredClone(changes) };
  expect(ruleOf(choice as ReturnType<typeof blankChoice>)).toBe(rule);
});

const { t } = createI18n({
  ...{ legacy: false, locale: 'zh-CN', missingWarn: false },
  messages: { 'zh-CN': { planning: text['zh-CN'] } },
}).global;
const say = (key: string, named = {}): string => t(key, named);

it.each([
  ['FREQ=MONTHLY;BYDAY=1MO', '每月第一个周一'],
  ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1', '每月最后一个周一'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', '每 2 周的周一、周四'],
  ['FREQ=WEEKLY', '每周周三'],
  ['FREQ=DAILY;COUNT=5', '每天，共 5 次'],
  ['FREQ=MONTHLY', '每月6日'],
  ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1;UNTIL=20270331', '每年3月最后一天，至 2027-03-31'],
])('says %s in Chinese', (rule, words) => {
  expect(ruleWords(rule, WEDNESDAY, say)).toBe(words);
});

const plan = (changes: Partial<PlanLike>): PlanLike => ({
  ...{ id: 'p', unit_id: 'north', unit_name: '北', kind: 'monthly', period: '2026-06', version: 1 },
  ...{ state: 'draft', due_on: '2026-05-29', writer_ids: [] },
  ...changes,
});

it('shows first what waits for somebody', () => {
  const plans = [plan({ state: 'approved' }), plan({}), plan({ state: 'submitted' })];
  expect(inTurn(plans).map(({ state }) => state)).toEqual(['submitted', 'draft', 'approved']);
});

it('is overdue only while nobody has sent it', () => {
  expect(isMissing(plan({}), '2026-05-29')).toBe(false);
  expect(isMissing(plan({}), '2026-05-30')).toBe(true);
  for (const other of [{ state: 'submitted' }, { state: 'returned' }, { version: 2 }]) {
    expect(isMissing(plan(other), '2026-05-30')).toBe(false);
  }
});

it('goes on with the version that is worked on, of the same unit, kind and period', () => {
  const of = { unit_id: 'north', kind: 'monthly', period: '2026-06' };
  for (const state of ['draft', 'returned', 'submitted']) {
    expect(unfinishedOf([plan({ state: 'approved', id: 'old' }), plan({ state })], of)?.id).toBe(
      'p',
    );
  }
  const others = [{ unit_id: 'south' }, { kind: 'annual' }, { period: '2026-07' }];
  for (const other of [...others, { state: 'approved' }, { state: 'superseded' }]) {
    expect(unfinishedOf([plan(other)], of)).toBeUndefined();
  }
});

it('lets nobody judge what he has written', () => {
  const who = { id: 'hugo', units: { 'plan.approve': ['north'] } };
  expect(judgingOf(plan({ state: 'submitted' }), who)).toBe('yes');
  expect(judgingOf(plan({ state: 'submitted', writer_ids: ['hugo'] }), who)).toBe('own-work');
  expect(judgingOf(plan({ state: 'submitted', unit_id: 'south' }), who)).toBe('no');
  expect(judgingOf(plan({}), who)).toBe('no');
});

it('rounds a rate down, and knows which hand-overs undo another', () => {
  const line = (source_id: string, done: number) => ({
    ...{ source_id, branch_id: 'b', branch_name: 'B', total: 100, done, late: 1, overdue: 2 },
  });
  expect(sumOf([line('a', 99), line('a', 100), line('b', 5)], 'a')).toEqual({
    ...{ total: 200, done: 199, late: 2, overdue: 4 },
  });
  expect(percentOf({ done: 199, total: 200 })).toBe(99);
  expect(percentOf({ done: 0, total: 0 })).toBe(0);
  const tasks = ['ines', 'ivan', 'ines'].map((assignee_id, at) => ({
    id: String(at),
    assignee_id,
  }));
  expect([...formerOf(tasks)]).toEqual([
    ['ines', ['0', '2']],
    ['ivan', ['1']],
  ]);
});

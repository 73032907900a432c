// Planning: the day's list is in the order of urgency, and drafts say how far they have come.
import { expect, it } from 'vitest';
import { dueOf, openTasks, progressOf } from './rules';

it('tells overdue from today, soon and later', () => {
  const days = ['2026-11-22', '2026-11-23', '2026-11-25', '2026-11-26'];
  expect(days.map((day) => dueOf(day, '2026-11-23'))).toEqual([
    'overdue',
    'today',
    'soon',
    'later',
  ]);
});

it('lists open tasks by their day', () => {
  const task = (site_name: string, due_on: string, state = 'open') => ({
    site_name,
    due_on,
    state,
  });
  const tasks = [
    task('乙', '2026-11-25'),
    task('丙', '2026-11-23', 'done'),
    task('甲', '2026-11-24'),
  ];
  expect(openTasks(tasks).map(({ site_name }) => site_name)).toEqual(['甲', '乙']);
});

it('counts answers, and items whose photos are missing', () => {
  const items = [
    { code: 'A', photo_mode: 'always', photo_min: 2 },
    { code: 'B', photo_mode: 'on_fail', photo_min: 1 },
    { code: 'C', photo_mode: 'never', photo_min: 0 },
  ];
  const answers = [
    { item_code: 'A', result: 'pass' },
    { item_code: 'B', result: 'fail' },
  ];
  expect(progressOf(items, answers, ['A', 'B'])).toEqual({ done: 2, total: 3, photosLeft: 1 });
  expect(progressOf(items, [], [])).toEqual({ done: 0, total: 3, photosLeft: 0 });
});

// The top-up list: a task for each check, on its own day, of the quota's level and form.
import { expect, it } from 'vitest';
import { countOf, type TopUp, type TopUpSite, tasksFor } from './topup';

const aSite = (site_id: string, ...due_on: string[]): TopUpSite => ({
  ...{ site_id, site_name: site_id, unit_name: '', score: 0, reasons: [], due_on },
  ...{ template_id: 'short', template_name: 'Short' },
});

const LIST: TopUp = {
  ...{ quota_id: 'q', unit_name: '', level: 'team', form: 'self', gap: 3, asked: 0 },
  ...{ may_assign: true, people: [], sites: [aSite('a', '2026-05-08', '2026-05-29'), aSite('b')] },
};

it('makes a task for each check, each with an id of its own', () => {
  let number = 0;
  const newId = () => `t${++number}`;
  const tasks = tasksFor(LIST, LIST.sites, { assignee_id: 'tess', note: '补足', newId });
  expect(tasks.map(({ task_id, due_on }) => [task_id, due_on])).toEqual([
    ['t1', '2026-05-08'],
    ['t2', '2026-05-29'],
  ]);
  expect(tasks[0]).toMatchObject({
    ...{ site_id: 'a', template_id: 'short', level: 'team', form: 'self' },
    ...{ assignee_id: 'tess', note: '补足' },
  });
});

it('counts checks, not sites', () => {
  expect(countOf(LIST.sites)).toBe(2);
});

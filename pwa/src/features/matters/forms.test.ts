// Forms of supervision matters: what they offer, and what they still need.
import { expect, it } from 'vitest';
import {
  checkLacksOf,
  checkSites,
  type Draft,
  goesToCases,
  lacksOf,
  newestLists,
  unitNames,
} from './forms';

const TODAY = '2026-05-06';

const aDraft = (change: Partial<Draft> = {}): Draft => ({
  ...{ title: '公示牌更新', detail: '', source: 'meeting', source_note: '', channel: '' },
  ...{ sender: '', letter_number: '', received_on: '', due_on: '2026-05-10', is_hand: false },
  ...{ key_reason: '', next_step: '', next_on: '' },
  ...change,
});
const aPartDraft = (change = {}) => ({
  ...{ title: '更换', unit_id: 'u', due_on: '2026-05-10', demand: '', is_photo_needed: false },
  ...change,
});

it('sends a letter that nobody made key to the cases', () => {
  const letter = aDraft({ source: 'letter', channel: 'general', sender: '某居民' });
  expect(goesToCases(letter, null)).toBe(true);
  expect(goesToCases({ ...letter, is_hand: true }, null)).toBe(false);
  expect(goesToCases(letter, { basis: 'channel', match: 'general' })).toBe(false);
  expect(goesToCases(aDraft(), null)).toBe(false);
});

it.each([
  [{}, {}, []],
  [{ source: '' }, {}, ['source']],
  [{ source: 'other' }, {}, ['source_note']],
  [{ title: ' ' }, {}, ['title']],
  [{ due_on: '2026-05-05' }, { due_on: TODAY }, ['due', 'part.0.due']],
  [{ is_hand: true }, {}, ['key_reason']],
  [{ next_step: '开会' }, {}, ['step']],
  [
    {},
    { title: '', unit_id: '', due_on: '2026-05-11' },
    ['title', 'unit', 'due'].map((its) => `part.0.${its}`),
  ],
] as const)('asks for what a form lacks: %o %o', (change, part, lacks) => {
  expect(lacksOf(aDraft(change), [aPartDraft(part)], null, TODAY)).toEqual(lacks);
});

it('asks a letter for channel and sender, and one for the cases for no parts', () => {
  const letter = aDraft({ source: 'letter' });
  expect(lacksOf(letter, [], null, TODAY)).toEqual(['channel', 'sender']);
  const general = { ...letter, channel: 'general', sender: '某居民' };
  expect(lacksOf(general, [aPartDraft({ title: '' })], null, TODAY)).toEqual([]);
});

it('names a unit with its branch before it', () => {
  const unit = (id: string, kind: string, parent_id: string | null) => ({
    ...{ id, name: id.toUpperCase(), kind, parent_id },
  });
  const units = [
    unit('hq', 'group', null),
    unit('b', 'branch', 'hq'),
    unit('d', 'department', 'b'),
    unit('t', 'team', 'd'),
    unit('s', 'department', 'hq'),
  ];
  expect(Object.fromEntries(unitNames(units))).toEqual({
    ...{ hq: 'HQ', b: 'B', d: 'B · D', t: 'B · T', s: 'S' },
  });
});

it('offers open sites below the units of a matter, and the newest lists of a level', () => {
  const unit = (id: string, parent_id: string | null) => ({
    id,
    name: id,
    kind: 'team',
    parent_id,
  });
  const units = [unit('hq', null), unit('b', 'hq'), unit('t', 'b'), unit('c', 'hq')];
  const site = (id: string, unit_id: string, is_closed = false) => ({
    id,
    name: id,
    unit_id,
    is_closed,
  });
  const sites = [site('2', 't'), site('1', 'b'), site('3', 'c'), site('4', 't', true)];
  expect(checkSites(sites, units, ['b']).map(({ id }) => id)).toEqual(['1', '2']);
  expect(checkSites(sites, units, [])).toEqual([]);
  const list = (
    id: string,
    code: string,
    version: number,
    levels: string[],
    is_covert = false,
  ) => ({
    ...{ id, name: id, code, version, levels, is_covert },
  });
  const lists = [
    list('a2', 'A', 2, ['hq']),
    list('a1', 'A', 1, ['hq']),
    list('s', 'S', 1, ['team']),
    list('m', 'M', 1, ['hq'], true),
  ];
  expect(newestLists(lists, 'hq')).toEqual([{ id: 'a2', name: 'a2' }]);
});

it('asks a check for its place, list, day and person', () => {
  const check = { site_id: 's', template_id: 't', assignee_id: 'u', due_on: TODAY };
  expect(checkLacksOf(check, TODAY)).toEqual([]);
  const empty = { site_id: '', template_id: '', assignee_id: '', due_on: '2026-05-05' };
  expect(checkLacksOf(empty, TODAY)).toEqual(['site', 'list', 'stepDay', 'who']);
});

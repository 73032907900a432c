// Supervision matters: the shared examples, lists, who may do what.
import vectors from '@wire/matter_key.json';
import { expect, it } from 'vitest';
import {
  closingBlock,
  filterOf,
  holds,
  inOrder,
  isAdrift,
  isOverdue,
  keyMark,
  type Matter,
  NO_FILTER,
  type Part,
  passes,
  progressOf,
  queryOf,
  receiptState,
  waiverBlock,
} from './rules';

it.each(vectors)('judges like the server: $name', ({ origin, lists, expected }) => {
  expect(keyMark(origin, lists)).toEqual(expected);
});

const TODAY = '2026-05-06';
const aMatter = (change: Partial<Matter> = {}): Matter => ({
  ...{ id: 'm', number: '事〔2026〕0001', title: '公示牌更新', detail: '', sender: '' },
  ...{ letter_number: '', track: 'key', state: 'open', due_on: '2026-05-10', next_on: null },
  registered_at: '2026-05-01T02:00:00Z',
  ...change,
});
const aPart = (change: Partial<Part> = {}): Part => ({
  ...{ matter_id: 'm', unit_name: '望溪分公司', state: 'open', due_on: '2026-05-09' },
  ...change,
});

it('drifts without a next step, or with one that is past, while it is open', () => {
  expect(isAdrift(aMatter(), TODAY)).toBe(true);
  expect(isAdrift(aMatter({ next_on: '2026-05-05' }), TODAY)).toBe(true);
  expect(isAdrift(aMatter({ next_on: TODAY }), TODAY)).toBe(false);
  expect(isAdrift(aMatter({ state: 'closed' }), TODAY)).toBe(false);
  expect(isAdrift(aMatter({ state: 'waiver' }), TODAY)).toBe(false);
});

it('is overdue after its day, while it runs', () => {
  expect(isOverdue(aMatter({ due_on: TODAY }), TODAY)).toBe(false);
  expect(isOverdue(aMatter({ due_on: '2026-05-05' }), TODAY)).toBe(true);
  expect(isOverdue(aMatter({ due_on: '2026-05-05', state: 'closed' }), TODAY)).toBe(false);
});

const shown = (change: Partial<typeof NO_FILTER>, matter: Matter = aMatter()): boolean =>
  passes(matter, [aPart()], { ...NO_FILTER, ...change }, TODAY);

it('filters by track, state, next step and day', () => {
  expect(shown({})).toBe(true);
  expect(shown({ track: 'routine' })).toBe(false);
  expect(shown({ state: 'running' }, aMatter({ state: 'waiver' }))).toBe(true);
  expect(shown({ state: 'running' }, aMatter({ state: 'closed' }))).toBe(false);
  expect(shown({ state: 'closed' })).toBe(false);
  expect(shown({ adrift: '1' }, aMatter({ next_on: TODAY }))).toBe(false);
  expect(shown({ overdue: '1' })).toBe(false);
});

it('finds by words and by pinyin initials of title, sender and units', () => {
  expect(shown({ text: 'gspgx' })).toBe(true);
  expect(shown({ text: 'wxfgs' })).toBe(true);
  expect(shown({ text: 'sfgw' }, aMatter({ sender: '市发改委' }))).toBe(true);
  expect(shown({ text: '0001' })).toBe(true);
  expect(shown({ text: 'zzz' })).toBe(false);
});

it('keeps the filter in the address and takes nothing strange from it', () => {
  const filter = { ...NO_FILTER, track: 'key', adrift: '1' };
  expect(queryOf(filter)).toEqual({ track: 'key', adrift: '1' });
  expect(filterOf({ track: 'key', adrift: '1', other: 'x' })).toEqual(filter);
  expect(filterOf({ track: ['a', 'b'] })).toEqual(NO_FILTER);
});

it('puts what runs first by its day, then what has ended by its age', () => {
  const ids = [
    aMatter({ id: 'old', state: 'closed', registered_at: '2026-01-01T00:00:00Z' }),
    aMatter({ id: 'later', due_on: '2026-06-01' }),
    aMatter({ id: 'new', state: 'waived', registered_at: '2026-02-01T00:00:00Z' }),
    aMatter({ id: 'soon', due_on: '2026-05-07', state: 'waiver' }),
  ];
  expect(inOrder(ids).map(({ id }) => id)).toEqual(['soon', 'later', 'new', 'old']);
});

it('counts parts, and closes with all of them done and at least one', () => {
  const [open, done] = [aPart(), aPart({ state: 'done' })];
  expect(progressOf([open, done])).toEqual({ done: 1, all: 2 });
  expect(closingBlock([])).toBe('no-parts');
  expect(closingBlock([open, done])).toBe('parts-open');
  expect(closingBlock([done])).toBe(null);
});

it('needs another person for a waiver', () => {
  const head = { id: 'h', grants: ['matter.approve'], grant_units: {} };
  expect(waiverBlock(head, 'c')).toBe(null);
  expect(waiverBlock(head, 'h')).toBe('own');
  expect(waiverBlock({ ...head, grants: [] }, 'c')).toBe('not-yours');
});

it('holds a grant over the units it names alone', () => {
  const person = { grants: ['matter.respond'], grant_units: { 'matter.respond': ['u'] } };
  expect(holds(person, 'matter.respond', 'u')).toBe(true);
  expect(holds(person, 'matter.respond', 'v')).toBe(false);
  expect(holds(person, 'matter.receive', 'u')).toBe(false);
});

it('says where a receipt stands', () => {
  const due_at = '2026-05-07T16:00:00Z';
  const receipt = { unit_id: 'u', read_at: null, due_at };
  expect(receiptState(receipt, Date.parse(due_at) - 1)).toBe('waiting');
  expect(receiptState(receipt, Date.parse(due_at))).toBe('late');
  expect(receiptState({ ...receipt, read_at: due_at }, Date.parse(due_at) + 1)).toBe('read');
});

// Orders: what a list shows, in what order, and how that stands in the address.
import { expect, it } from 'vitest';
import {
  BY_URGENCY,
  type Filter,
  listedIn,
  mayBeAged,
  NO_FILTER,
  NO_ITEMS,
  passes,
  queryOf,
  type SortKey,
  serverQuery,
  sorted,
} from './filter';
import type { OrderLine } from './rules';
import { anOrder } from './testing';

const NOON = Date.parse('2026-11-23T04:00:00Z');
const ITEMS = { codes: ['CK-01'], texts: ['公示告知', '公示内容现行有效'] };
const known = { now: NOON, items: ITEMS, isBelow: (unit: string, top: string) => unit === top };
const shows = (part: Partial<Filter>, order: OrderLine = anOrder()): boolean =>
  passes(order, { ...NO_FILTER, ...part }, known);

it('finds orders by number, site, unit, person, item and pinyin initials', () => {
  const words = [
    '望溪',
    '0001',
    'wxzx',
    '营业厅班',
    '分公司',
    '督查员01',
    'ck-01',
    'gsnr',
    '临1122',
  ];
  expect(words.map((text) => [text, shows({ text })])).toEqual(words.map((text) => [text, true]));
  expect(shows({ text: '望溪 石篷' })).toBe(false);
  expect(passes(anOrder(), { ...NO_FILTER, text: 'gsnr' }, { ...known, items: NO_ITEMS })).toBe(
    false,
  );
});

it('filters by colour, stage, unit, issuer and item', () => {
  expect([shows({ colour: 'blue' }), shows({ colour: 'green' })]).toEqual([true, false]);
  expect([shows({ stage: 'rectifying' }), shows({ stage: 'settled' })]).toEqual([true, false]);
  expect([shows({ unit: 'u1' }), shows({ unit: 'u2' })]).toEqual([true, false]);
  expect([shows({ issuer: 'issuer' }), shows({ issuer: 'x' })]).toEqual([true, false]);
  expect([shows({ item: 'CK-01' }), shows({ item: 'CK-02' })]).toEqual([true, false]);
});

it('tells what is due today from what is overdue', () => {
  const late = anOrder({ feedback_due_at: '2026-11-20T16:00:00Z' });
  expect([shows({ stage: 'today' }), shows({ stage: 'overdue' })]).toEqual([true, false]);
  expect([shows({ stage: 'today' }, late), shows({ stage: 'overdue' }, late)]).toEqual([
    ...[false, true],
  ]);
});

it('counts days of issue in China, both ends included', () => {
  const order = anOrder({ issued_at: '2026-11-20T16:00:00Z' });
  expect(shows({ since: '2026-11-21', until: '2026-11-21' }, order)).toBe(true);
  expect(shows({ until: '2026-11-20' }, order)).toBe(false);
  expect(shows({ since: '2026-11-22' }, order)).toBe(false);
});

it('sorts by each column in both directions', () => {
  const orders = [
    anOrder({ id: 'a', number: '蓝〔2026〕0010', site_name: '望溪', state: 'closed' }),
    anOrder({ id: 'b', number: '蓝〔2026〕0009', site_name: '石篷', state: 'draft' }),
    anOrder({ id: 'c', number: '蓝〔2026〕0100', site_name: '渡口', state: 'feedback' }),
  ];
  const by = (key: SortKey, down: boolean) =>
    sorted(orders, { key, down })
      .map(({ id }) => id)
      .join('');
  expect([by('number', false), by('number', true)]).toEqual(['bac', 'cab']);
  expect([by('site', false), by('site', true)]).toEqual(['cba', 'abc']);
  expect([by('state', false), by('state', true)]).toEqual(['bca', 'acb']);
});

it('keeps what is settled last, however the time limits are sorted', () => {
  const orders = [
    anOrder({ id: 'closed', state: 'closed', closed_at: '2026-11-21T00:00:00Z' }),
    anOrder({ id: 'later', feedback_due_at: '2026-11-25T16:00:00Z' }),
    anOrder({ id: 'soon' }),
  ];
  const ids = (down: boolean) => sorted(orders, { key: 'due', down }).map(({ id }) => id);
  expect(ids(false)).toEqual(['soon', 'later', 'closed']);
  expect(ids(true)).toEqual(['later', 'soon', 'closed']);
});

it('reads from an address what it wrote there', () => {
  const filter: Filter = {
    ...{ text: '望溪 a&b', colour: 'orange', stage: 'overdue', unit: 'u1', issuer: 'i' },
    ...{ item: 'CK-01', since: '2026-01-01', until: '2026-01-31' },
  };
  const listed = { view: 'all' as const, filter, sort: { key: 'issued' as const, down: true } };
  expect(listedIn(queryOf(listed))).toEqual(listed);
  expect(queryOf({ view: null, filter: NO_FILTER, sort: BY_URGENCY })).toEqual({});
});

it('takes no notice of what an address says wrongly', () => {
  const query = {
    view: 'mine',
    colour: 'red',
    stage: 'lost',
    since: 'x',
    sort: '-size',
    unit: ['a'],
  };
  expect(listedIn(query)).toEqual({ view: null, filter: NO_FILTER, sort: BY_URGENCY });
});

it('asks the server for old orders only where there may be some', () => {
  const of = (stage: Filter['stage']) => mayBeAged({ ...NO_FILTER, stage });
  expect(
    ['', 'settled', 'closed', 'escalated'].map((stage) => of(stage as Filter['stage'])),
  ).toEqual(Array(4).fill(true));
  expect([of('overdue'), of('open'), of('reviewing')]).toEqual([false, false, false]);
});

it('asks the server for the same list', () => {
  const listed = {
    filter: { ...NO_FILTER, text: 'wxzx' },
    sort: { key: 'site', down: true },
  } as const;
  expect(String(serverQuery({ ...listed, view: 'all' }, 'me'))).toBe('text=wxzx');
  expect(String(serverQuery({ ...listed, view: 'issued' }, 'me'))).toBe('text=wxzx&issuer=me');
  expect(serverQuery({ ...listed, view: 'review' }, 'me')).toBe(null);
});

// Devices, repairs: names for people, acts for the right person, arguments that can be read and mended.
import { expect, it } from 'vitest';
import {
  actsOn,
  agentWords,
  argLines,
  byContact,
  type Device,
  isFoundBy,
  lostNote,
  placeOfFault,
  readArgs,
} from './rules';

const aDevice = (change: Partial<Device> = {}): Device => ({
  ...{ client_id: 'c1', user_id: 'u1', user_name: '督查员01', login: 'inspector01' },
  ...{ unit_name: '督导组', app: '1.0.0', agent: '', first_seen_at: '2026-11-01T00:00:00Z' },
  ...{ last_seen_at: '2026-11-23T00:00:00Z', last_seq: 9, state: 'active', reason: '' },
  ...{ changed_at: null, is_wiped: false, ...change },
});

it.each([
  [
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36',
    'Android · Chrome',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) AppleWebKit/605 Version/18 Safari/604.1',
    'iPhone · Safari',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130 Safari/537 Edg/130', 'Windows · Edge'],
  ['Mozilla/5.0 (Linux; Android 13) Chrome/120 MicroMessenger/8 wxwork/4', 'Android · 企业微信'],
  ['curl/8', ''],
])('calls %s %s', (agent, words) => {
  expect(agentWords(agent)).toBe(words);
});

it('finds a device by name, login or initials', () => {
  for (const typed of ['督查', 'INSPECTOR01', 'dcy'])
    expect(isFoundBy(aDevice(), typed)).toBe(true);
  expect(isFoundBy(aDevice(), '审核')).toBe(false);
});

it('puts the latest contact first', () => {
  const old = aDevice({ last_seen_at: '2026-10-01T00:00:00Z' });
  expect([old, aDevice()].sort(byContact).at(-1)).toBe(old);
});

it('offers to each what he may do, and never against the device in his hand', () => {
  const office = { isMine: false, isHere: false };
  expect(actsOn(aDevice(), office)).toEqual(['retire', 'lost']);
  expect(actsOn(aDevice({ state: 'retired' }), office)).toEqual(['lost', 'readmit']);
  expect(actsOn(aDevice({ state: 'lost' }), office)).toEqual(['readmit']);
  expect(actsOn(aDevice(), { isMine: true, isHere: false })).toEqual(['lost']);
  expect(actsOn(aDevice({ state: 'lost' }), { isMine: true, isHere: false })).toEqual([]);
  expect(actsOn(aDevice(), { isMine: false, isHere: true })).toEqual([]);
});

it('offers nothing where a lost device has wiped itself, and says so', () => {
  const wiped = aDevice({ state: 'lost', is_wiped: true });
  expect(actsOn(wiped, { isMine: false, isHere: false })).toEqual([]);
  expect([wiped, aDevice({ state: 'lost' }), aDevice()].map(lostNote)).toEqual([
    ...['wiped', 'untold', null],
  ]);
});

it('reads arguments line by line', () => {
  const args = { note: '', matters: [{ cause: '未检查', ok: true }], photos: [], n: 0 };
  expect(argLines(args, { yes: '是', no: '否', blank: '（空）' })).toEqual([
    { key: 'note', value: '（空）' },
    { key: 'matters.1.cause', value: '未检查' },
    { key: 'matters.1.ok', value: '是' },
    { key: 'photos', value: '（空）' },
    { key: 'n', value: '0' },
  ]);
});

it('takes an object only, and says where the text is broken', () => {
  expect(readArgs('{"a": 1}')).toEqual({ kind: 'ok', args: { a: 1 } });
  expect(readArgs('[1]')).toEqual({ kind: 'not-object' });
  expect(readArgs('{\n  "a": 1,\n  "b" 2\n}')).toMatchObject({ kind: 'not-json', line: 3 });
});

it('finds the place in the words of each engine', () => {
  const text = '{\n  "a" 1\n}';
  expect(placeOfFault(text, 'Unexpected number at position 8')).toEqual({ line: 2, column: 7 });
  expect(placeOfFault(text, "expected ':' at line 2 column 7 of the JSON data")).toEqual({
    ...{ line: 2, column: 7 },
  });
  expect(placeOfFault(text, 'JSON Parse error')).toEqual({ line: 3, column: 2 });
});

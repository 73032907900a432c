// Ways of notices: times, names of browsers, words of failures, the id of a browser.
import { expect, it } from 'vitest';
import {
  browserName,
  failureOf,
  isEmail,
  keyBytes,
  minutesOf,
  subscriptionId,
  timeOf,
  toneOf,
} from './ways';

it('tells minutes of the day as times, both ways', () => {
  expect([timeOf(1320), timeOf(0), timeOf(425)]).toEqual(['22:00', '00:00', '07:05']);
  expect([minutesOf('22:00'), minutesOf('07:05'), minutesOf('24:00'), minutesOf('')]).toEqual([
    ...[1320, 425, null, null],
  ]);
});

it('knows a browser by its own words', () => {
  const phone =
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36';
  expect(browserName(phone)).toBe('Chrome · Android');
  expect(browserName('Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Safari/537.36 Edg/128.0')).toBe(
    'Edge · Windows',
  );
  expect(browserName('?')).toBe('');
});

it('has words for every failure, also for those that it does not know', () => {
  expect(failureOf('http-503')).toEqual({ word: 'http', n: '503' });
  expect(failureOf('robot-45009')).toEqual({ word: 'robot', n: '45009' });
  expect(failureOf('connect-timeout')).toEqual({ word: 'connect-timeout', n: '' });
  expect(failureOf('brand-new')).toEqual({ word: 'other', n: '' });
});

it('takes an empty e-mail address, which takes it away', () => {
  expect(['', 'a@b.cn', 'a@b', 'a b@c.cn'].map(isEmail)).toEqual([true, true, false, false]);
});

it('tells states apart by tone', () => {
  expect((['sent', 'failed', 'unknown', 'waiting'] as const).map(toneOf)).toEqual([
    ...['green', 'bad', 'warn', 'quiet'],
  ]);
});

it('reads the push key and names a browser as the server does', async () => {
  expect([...keyBytes('-_8A')]).toEqual([251, 255, 0]);
  // sha256("https://push.example.com/1"), the first forty hex digits, as Python says it.
  expect(await subscriptionId('https://push.example.com/1')).toBe(
    '8dd0d552718c5ad0827548b1ea199b5f640e3d6e',
  );
});

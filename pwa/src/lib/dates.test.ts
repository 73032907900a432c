// Days and instants in China's time, whatever the phone's zone.
import { expect, test } from 'vitest';
import {
  addDays,
  ageWords,
  dayOf,
  daysBetween,
  dueWords,
  formatDay,
  formatInstant,
  formatWhen,
  remainingWords,
  toInstant,
} from './dates';

const noon = Date.parse('2026-11-02T12:00:00+08:00');
const after = (ms: number) => new Date(noon + ms).toISOString();
const HOUR = 3_600_000;

test('the day turns at midnight in China, not in Greenwich', () => {
  expect(dayOf('2026-12-31T15:59:59Z')).toBe('2026-12-31');
  expect(dayOf('2026-12-31T16:00:00Z')).toBe('2027-01-01');
});

test('an instant carries its offset and survives a round trip', () => {
  expect(toInstant(noon)).toBe('2026-11-02T12:00:00.000+08:00');
  expect(Date.parse(toInstant(noon))).toBe(noon);
});

test('days are counted across months and leap years', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(daysBetween('2026-12-30', '2027-01-02')).toBe(3);
  expect(daysBetween('2026-11-02', '2026-11-01')).toBe(-1);
});

test('a day is written with its weekday, and with the year only when it differs', () => {
  expect(formatDay('2026-11-02', 'zh-CN', '2026-11-02')).toMatch(/^11月2日 周一$/);
  expect(formatDay('2027-01-04', 'zh-CN', '2026-11-02')).toContain('2027年');
  expect(formatDay('2026-11-02', 'en', '2026-11-02')).toMatch(/Mon.*2 Nov/);
});

test('today shows the time alone', () => {
  expect(formatWhen(after(-HOUR), noon)).toBe('11:00');
  expect(formatWhen('2026-10-01T09:05:00+08:00', noon)).toBe('10-01 09:05');
  expect(formatInstant('2026-11-02T04:03:59Z')).toBe('2026-11-02 12:03');
});

test('time left and time over are told in words', () => {
  expect(remainingWords(after(51 * HOUR), 'zh-CN', noon)).toBe('剩 2 天 3 小时');
  expect(remainingWords(after(-5 * HOUR), 'zh-CN', noon)).toBe('逾期 5 小时');
  expect(remainingWords(after(20 * 60_000), 'en', noon)).toBe('20 min left');
});

test('ages fade into dates', () => {
  expect(ageWords(after(-30_000), 'zh-CN', noon)).toBe('刚刚');
  expect(ageWords(after(-5 * 60_000), 'zh-CN', noon)).toBe('5 分钟前');
  expect(ageWords(after(-72 * HOUR), 'zh-CN', noon)).toBe('10-30 12:00');
});

test('a day that is due today is not overdue', () => {
  expect(dueWords('2026-11-02', 'zh-CN', noon)).toBe('今天到期');
  expect(dueWords('2026-10-31', 'zh-CN', noon)).toBe('逾期 2 天');
  expect(dueWords('2026-11-05', 'en', noon)).toBe('3 d left');
});

// Planning: recurrence rules (RFC 5545): made of a few choices, and said in words.
import { weekdayOf } from './grouping';

export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const PLACES = ['1', '2', '3', '4', '-1'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export type Choice = {
  freq: Frequency;
  every: number;
  /** Of a week; for months and years one of them. */
  weekdays: string[];
  how: 'date' | 'weekday';
  /** Of a month; -1 is its last. */
  monthday: number;
  place: string;
  month: number;
  /** YYYY-MM-DD, or empty. */
  until: string;
};

export const blankChoice = (day: string): Choice => ({
  ...{ freq: 'MONTHLY', every: 1, weekdays: [WEEKDAYS[weekdayOf(day)] ?? 'MO'], how: 'weekday' },
  ...{ monthday: Number(day.slice(8)), place: '1', month: Number(day.slice(5, 7)), until: '' },
});

function dayPart({ freq, how, weekdays, monthday, place }: Choice): string[] {
  if (freq === 'DAILY') return [];
  if (freq === 'WEEKLY') {
    return [`BYDAY=${WEEKDAYS.filter((day) => weekdays.includes(day)).join(',')}`];
  }
  return how === 'date' ? [`BYMONTHDAY=${monthday}`] : [`BYDAY=${place}${weekdays[0] ?? 'MO'}`];
}

export function ruleOf(choice: Choice): string {
  const parts = [`FREQ=${choice.freq}`];
  if (choice.every > 1) parts.push(`INTERVAL=${choice.every}`);
  if (choice.freq === 'YEARLY') parts.push(`BYMONTH=${choice.month}`);
  parts.push(...dayPart(choice));
  if (choice.until) parts.push(`UNTIL=${choice.until.replaceAll('-', '')}`);
  return parts.join(';');
}

type Say = (key: string, named?: Record<string, string | number>) => string;

type Parts = ReadonlyMap<string, string>;

const partsOf = (rule: string): Parts =>
  new Map(rule.split(';').map((part) => part.split('=') as [string, string]));

const sayIn =
  (t: Say): Say =>
  (key, named) =>
    t(`planning.desk.schedules.${key}`, named ?? {});

/** 第一个周一, or 周一 in a rule of weeks. */
function weekdayWords(day: string, parts: Parts, say: Say): string {
  const [, number = '', name = day] = /^(-?\d)?(\w\w)$/.exec(day) ?? [];
  const at = number || parts.get('BYSETPOS');
  const weekday = say(`weekday.${name}`);
  return at ? say('words.nth', { place: say(`places.${at}`), weekday }) : weekday;
}

const dateWords = (day: string, say: Say): string =>
  day === '-1' ? say('words.last') : say('words.date', { d: day });

/** Where a rule names no day, DTSTART's own is meant. */
function daysOf(parts: Parts, startsOn: string): { isWeekday: boolean; days: string[] } {
  const byday = parts.get('BYDAY');
  if (byday) return { isWeekday: true, days: byday.split(',') };
  if (parts.get('FREQ') === 'WEEKLY') {
    return { isWeekday: true, days: [WEEKDAYS[weekdayOf(startsOn)] ?? 'MO'] };
  }
  const days = (parts.get('BYMONTHDAY') ?? String(Number(startsOn.slice(8)))).split(',');
  return { isWeekday: false, days };
}

function endWords(parts: Parts, say: Say): string {
  const [until, count] = [parts.get('UNTIL'), parts.get('COUNT')];
  if (until) return say('words.until', { day: until.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3') });
  return count ? say('words.count', { n: Number(count) }) : '';
}

/** 每月第一个周一, 每 2 周的周一、周四, 每年3月最后一天，至 2027-03-31. */
export function ruleWords(rule: string, startsOn: string, t: Say): string {
  const [parts, say] = [partsOf(rule), sayIn(t)];
  const { isWeekday, days: named } = daysOf(parts, startsOn);
  const months = parts.get('BYMONTH')?.split(',') ?? [];
  const days = named.map((day) =>
    isWeekday ? weekdayWords(day, parts, say) : dateWords(day, say),
  );
  const within = months.map((m) => say('words.inMonth', { m }));
  const n = Number(parts.get('INTERVAL') ?? 1);
  const told = within.join('') + days.join(t('planning.desk.plan.comma'));
  return (
    say(`words.${n > 1 ? 'many' : 'one'}.${parts.get('FREQ')}`, { n, days: told }) +
    endWords(parts, say)
  );
}

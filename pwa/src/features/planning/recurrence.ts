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

type Say = (key: string, named?: Record<string, string | number>, plural?: number) => string;

/** 每月第一个周一, 每 2 周的周一、周四, 每年3月最后一天, 至 2027-03-31. */
export function ruleWords(rule: string, startsOn: string, t: Say): string {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const say: Say = (key, named, plural) =>
    plural === undefined
      ? t(`planning.desk.schedules.${key}`, named)
      : t(`planning.desk.schedules.${key}`, named, plural);
  const comma = t('planning.desk.plan.comma');
  const list = (text: string, word: (value: string) => string) =>
    text.split(',').map(word).join(comma);
  const weekday = (day: string): string => say(`weekday.${day}`);
  const place = parts.get('BYSETPOS');

  function onWeekday(day: string): string {
    const [, number = '', name = day] = /^(-?\d)?(\w\w)$/.exec(day) ?? [];
    const at = number || place;
    return at ? say('words.nth', { place: say(`places.${at}`), weekday: weekday(name) }) : weekday(name);
  }
  const onDate = (day: string): string =>
    day === '-1' ? say('words.last') : say('words.date', { d: day });

  const freq = parts.get('FREQ') ?? 'DAILY';
  const byday = parts.get('BYDAY');
  const months = parts.get('BYMONTH');
  const own = freq === 'WEEKLY' ? (WEEKDAYS[weekdayOf(startsOn)] ?? 'MO') : String(Number(startsOn.slice(8)));
  const days =
    byday || freq === 'WEEKLY'
      ? list(byday ?? own, onWeekday)
      : list(parts.get('BYMONTHDAY') ?? own, onDate);
  const within = months ? list(months, (m) => say('words.inMonth', { m })) : '';
  const every = Number(parts.get('INTERVAL') ?? 1);
  const until = parts.get('UNTIL');
  const count = parts.get('COUNT');
  return [
    say(`words.${freq}`, { n: every, days: within + days }, every),
    until ? say('words.until', { day: until.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3') }) : '',
    count ? say('words.count', { n: count }) : '',
  ].join('');
}

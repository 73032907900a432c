// Days and instants as people in China read them. The whole country keeps UTC+8 without summer time.

export type Language = 'zh-CN' | 'en';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

const shifted = (instant: string | number): Date => new Date(new Date(instant).getTime() + OFFSET);

/** The calendar day in China of an instant, as YYYY-MM-DD. */
export const dayOf = (instant: string | number): string =>
  shifted(instant).toISOString().slice(0, 10);

/** An instant as the wire wants it: ISO 8601 with China's offset. */
export const toInstant = (epochMs: number = Date.now()): string =>
  shifted(epochMs).toISOString().replace('Z', '+08:00');

/** An instant as `<input type="datetime-local">` holds it, by China's clock; empty stays empty. */
export const toLocalInput = (instant: string): string =>
  instant && shifted(instant).toISOString().slice(0, 16);

/** And back. */
export const fromLocalInput = (text: string): string => text && `${text}:00.000+08:00`;

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY;

/** Whole days from one day to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

export const addDays = (day: string, days: number): string =>
  new Date((dayNumber(day) + days) * DAY).toISOString().slice(0, 10);

/** `14:03` */
export const formatTime = (instant: string): string => shifted(instant).toISOString().slice(11, 16);

/** `11月2日 周一` or `Mon, 2 Nov`; with the year when it is not this year's. */
export function formatDay(
  day: string,
  language: Language,
  today: string = dayOf(Date.now()),
): string {
  const options: Intl.DateTimeFormatOptions = {
    timeZone: 'UTC',
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    weekday: 'short',
  };
  if (day.slice(0, 4) !== today.slice(0, 4)) options.year = 'numeric';
  const locale = language === 'en' ? 'en-GB' : 'zh-CN';
  const parts = new Intl.DateTimeFormat(locale, options).format(new Date(dayNumber(day) * DAY));
  return language === 'en' ? parts : parts.replace(/日(周|星期)/, '日 $1');
}

/** `2026-11-02 14:03`, for records: the same in every language, never ambiguous. */
export const formatInstant = (instant: string): string =>
  `${dayOf(instant)} ${formatTime(instant)}`;

/** Today only the time, else the short day and the time. */
export function formatWhen(instant: string, now: number = Date.now()): string {
  const day = dayOf(instant);
  const time = formatTime(instant);
  if (day === dayOf(now)) return time;
  return day.slice(0, 4) === dayOf(now).slice(0, 4) ? `${day.slice(5)} ${time}` : `${day} ${time}`;
}

export type Remaining = { isOverdue: boolean; days: number; hours: number; minutes: number };

/** Time left until an instant, or time since when it has passed. */
export function remaining(until: string, now: number = Date.now()): Remaining {
  const left = new Date(until).getTime() - now;
  const size = Math.abs(left);
  return {
    isOverdue: left < 0,
    days: Math.floor(size / DAY),
    hours: Math.floor((size % DAY) / HOUR),
    minutes: Math.floor((size % HOUR) / MINUTE),
  };
}

const AMOUNTS: Record<Language, Record<'days' | 'hours' | 'minutes', string>> = {
  'zh-CN': { days: ' 天', hours: ' 小时', minutes: ' 分钟' },
  en: { days: ' d', hours: ' h', minutes: ' min' },
};

function amount({ days, hours, minutes }: Remaining, language: Language): string {
  const words = AMOUNTS[language];
  if (days > 0) return `${days}${words.days}${hours > 0 ? ` ${hours}${words.hours}` : ''}`;
  if (hours > 0) return `${hours}${words.hours}`;
  return `${minutes}${words.minutes}`;
}

/** `剩 2 天 3 小时`, `逾期 5 小时`; `2 d 3 h left`, `5 h overdue`. */
export function remainingWords(
  until: string,
  language: Language,
  now: number = Date.now(),
): string {
  const left = remaining(until, now);
  const size = amount(left, language);
  if (language === 'en') return left.isOverdue ? `${size} overdue` : `${size} left`;
  return left.isOverdue ? `逾期 ${size}` : `剩 ${size}`;
}

/** `刚刚`, `5 分钟前`, `3 小时前`, then the date; for ages such as "last synced". */
export function ageWords(since: string, language: Language, now: number = Date.now()): string {
  const age = remaining(since, now);
  if (age.days > 0) return formatWhen(since, now);
  if (age.hours + age.minutes === 0) return language === 'en' ? 'just now' : '刚刚';
  const size = amount(age, language);
  return language === 'en' ? `${size} ago` : `${size}前`;
}

/** `剩 3 天`, `今天到期`, `逾期 2 天`: for deadlines that are days. */
export function dueWords(day: string, language: Language, now: number = Date.now()): string {
  const left = daysBetween(dayOf(now), day);
  const size = Math.abs(left);
  if (language === 'en') {
    if (left === 0) return 'due today';
    return left < 0 ? `${size} d overdue` : `${size} d left`;
  }
  if (left === 0) return '今天到期';
  return left < 0 ? `逾期 ${size} 天` : `剩 ${size} 天`;
}

// Syncing (设备, 待修复, 救援): pure rules. How a device is called, which are found, what an edit says.
import { matchesSearch } from '../../lib/text';

export type DeviceState = 'active' | 'retired' | 'lost';

export type Device = {
  client_id: string;
  user_id: string;
  user_name: string;
  login: string;
  unit_name: string;
  app: string;
  /** The browser's own words about itself. */
  agent: string;
  first_seen_at: string;
  last_seen_at: string;
  last_seq: number;
  state: DeviceState;
  reason: string;
  changed_at: string | null;
  /** Reported lost, has heard of it, and has deleted all that it kept. */
  is_wiped: boolean;
};

export type DeviceFilter = 'all' | DeviceState;
export const FILTERS: readonly DeviceFilter[] = ['all', 'active', 'retired', 'lost'];

const firstOf = (known: readonly (readonly [RegExp, string])[], agent: string): string =>
  known.find(([pattern]) => pattern.test(agent))?.[1] ?? '';

const SYSTEMS = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
] as const;

/** More special ones first: most browsers also call themselves Chrome and Safari. */
const BROWSERS = [
  [/wxwork/i, '企业微信'],
  [/MicroMessenger/, '微信'],
  [/DingTalk/, '钉钉'],
  [/Edg/, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const;

/** `Android · Chrome`; empty where nothing is known. */
export const agentWords = (agent: string): string =>
  [firstOf(SYSTEMS, agent), firstOf(BROWSERS, agent)].filter(Boolean).join(' · ');

export const isFoundBy = ({ user_name, login, unit_name }: Device, typed: string): boolean =>
  matchesSearch([user_name, login, unit_name], typed);

/** In the order of last contact, the latest first. */
export const byContact = (a: Device, b: Device): number =>
  b.last_seen_at.localeCompare(a.last_seen_at);

export type DeviceAct = 'retire' | 'lost' | 'readmit';

const OFFICE_ACTS: Readonly<Record<DeviceState, readonly DeviceAct[]>> = {
  active: ['retire', 'lost'],
  retired: ['lost', 'readmit'],
  lost: ['readmit'],
};

/**
 * What may be done to a device. Whoever manages devices retires and readmits; everybody may report his own
 * as lost, but not the one that he holds in his hand. One that has wiped itself is beyond all that.
 */
export function actsOn(
  { state, is_wiped }: Pick<Device, 'state' | 'is_wiped'>,
  { isMine, isHere }: { isMine: boolean; isHere: boolean },
): readonly DeviceAct[] {
  if (isHere || is_wiped) return [];
  return isMine ? OFFICE_ACTS[state].filter((act) => act === 'lost') : OFFICE_ACTS[state];
}

/** Key under `syncing.devices.lostNote`: what has become of a lost device; null for others. */
export function lostNote({ state, is_wiped }: Pick<Device, 'state' | 'is_wiped'>) {
  if (state !== 'lost') return null;
  return is_wiped ? 'wiped' : 'untold';
}

/** One edit that the server could not run, or did not take. */
export type Kept = {
  client_id: string;
  seq: number;
  uid: string;
  name: string;
  v: number;
  args: Readonly<Record<string, unknown>>;
  user_name: string;
};
export type Parked = Kept & { stored_at: string; error: string };
export type Stray = Kept & { received_at: string; occurred_at: string; why: string };

export type ArgLine = { key: string; value: string };
type ValueWords = { yes: string; no: string; blank: string };

function plain(value: unknown, words: ValueWords): string {
  if (value === null || value === undefined || value === '') return words.blank;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  return String(value);
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Arguments as lines: `matters.1.cause`, `原因`. */
export function argLines(args: object, words: ValueWords, path = ''): ArgLine[] {
  return Object.entries(args).flatMap(([name, value]) => {
    const key = `${path}${Array.isArray(args) ? Number(name) + 1 : name}`;
    const isEmpty = isNested(value) && Object.keys(value).length === 0;
    if (isNested(value) && !isEmpty) return argLines(value, words, `${key}.`);
    return [{ key, value: isEmpty ? words.blank : plain(value, words) }];
  });
}

export type ReadArgs =
  | { kind: 'ok'; args: Record<string, unknown> }
  | { kind: 'not-object' }
  | { kind: 'not-json'; line: number; column: number };

/** Where a parser stopped, as an editor counts. Engines tell the offset, or the place itself. */
export function placeOfFault(text: string, message: string): { line: number; column: number } {
  const told = /line (\d+) column (\d+)/.exec(message);
  if (told) return { line: Number(told[1]), column: Number(told[2]) };
  const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What an operator wrote in place of the arguments. */
export function readArgs(text: string): ReadArgs {
  try {
    const found: unknown = JSON.parse(text);
    if (!isNested(found) || Array.isArray(found)) return { kind: 'not-object' };
    return { kind: 'ok', args: found as Record<string, unknown> };
  } catch (error) {
    return { kind: 'not-json', ...placeOfFault(text, String(error)) };
  }
}

export const argsText = (args: object): string => JSON.stringify(args, null, 2);

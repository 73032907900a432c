// Ways of notices (消息方式): pure rules. Minutes of the day, names of browsers, words of failures.
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type NoticeSettings = Schemas['NoticeSettings'];
export type ChannelList = Schemas['ChannelList'];
export type Channel = Schemas['ChannelView'];
export type ChannelKind = Channel['kind'];
export type ChannelRule = Schemas['RuleView'];
export type Receipt = Schemas['ReceiptView'];
export type ReceiptDelivery = Schemas['DeliveryView'];

export type ChannelDraft = Pick<Channel, 'kind' | 'name' | 'is_enabled'> & {
  channel_id: string;
  per_minute?: number;
  /** Left empty the old one stays. */
  address?: string;
};
export type RuleDraft = { kind: string; role: string; channel_ids: string[]; effective_on: string };
export type Trial = { channel_id: string; is_sent: boolean; code: string };

export type Choice = Pick<NoticeSettings, 'muted' | 'quiet_begins' | 'quiet_ends'> & {
  /** Null leaves it as it is. */
  email: string | null;
};

export type PushState = 'checking' | 'unsupported' | 'install' | 'denied' | 'failed' | 'off' | 'on';

export const KINDS: readonly ChannelKind[] = [
  ...(['wecom', 'dingtalk', 'feishu'] as const),
  ...(['email', 'webpush', 'json'] as const),
];
export const ANY = '*';

const two = (n: number): string => String(n).padStart(2, '0');

/** 1320 → `22:00`. */
export const timeOf = (minutes: number): string =>
  `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** `22:00` → 1320; null where it is no time. */
export function minutesOf(time: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

export const isEmail = (text: string): boolean =>
  text === '' || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text);

const firstOf = (known: readonly (readonly [RegExp, string])[], agent: string): string =>
  known.find(([pattern]) => pattern.test(agent))?.[1] ?? '';

const SYSTEMS = [
  [/iPhone|iPad/, 'iOS'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
] as const;
const BROWSERS = [
  [/MicroMessenger|wxwork/, 'WeChat'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;

/** `Chrome · Android`: enough to know one's own devices by. */
export const browserName = (agent: string): string =>
  [firstOf(BROWSERS, agent), firstOf(SYSTEMS, agent)].filter(Boolean).join(' · ');

const FAILURES = [
  ...['connect', 'connect-timeout', 'name', 'tls', 'timeout', 'broken-off', 'smtp'],
  ...['target-forbidden', 'address-lost', 'no-address', 'no-browser', 'no-sender'],
  ...['interrupted', 'unsubscribed'],
];

/** Which words tell a failure, and the number that the other side gave with it. */
export function failureOf(code: string): { word: string; n: string } {
  if (FAILURES.includes(code)) return { word: code, n: '' };
  const [family, n = ''] = code.split('-');
  return family === 'http' || family === 'robot' ? { word: family, n } : { word: 'other', n: '' };
}

export const toneOf = (state: ReceiptDelivery['state']): 'green' | 'bad' | 'warn' | 'quiet' =>
  (({ sent: 'green', failed: 'bad', unknown: 'warn' }) as const)[state as 'sent'] ?? 'quiet';

/** The key that push services want as bytes. */
export function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** As the server names a browser: by the hash of its push address. */
export async function subscriptionId(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0'));
  return hex.join('').slice(0, 40);
}

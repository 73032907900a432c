// Outbox (待发送·需处理): pure rules. Which record a change belongs to, how far it is, what it holds.
import { formatTime, toInstant } from '../../lib/dates';

export type ItemState = 'waiting' | 'sending' | 'applied' | 'refused' | 'parked' | 'discarded';

type Args = Readonly<Record<string, unknown>>;

export type Item = {
  uid: string;
  name: string;
  args: Args;
  state: ItemState;
  code: string | null;
  title: string | null;
  details: Args;
  /** The row as it stood on the server when it refused. */
  row: Args | null;
  about: readonly string[];
  occurredAt: string;
};
export type Problem = Item & { held: readonly Item[] };

export type PhotoState = 'kept' | 'uploaded' | 'delivered' | 'refused' | 'blocked';
export type Photo = {
  photo_id: string;
  size: number;
  state: PhotoState;
  code: string | null;
  /** "visit/…" or "order/…"; null where its row is not known here. */
  record: string | null;
  /** Item, matter or signature that it belongs to; null where that is not known here. */
  slot: string | null;
};

/** Of the rows that a change touches, the one that a person thinks of. */
const RECORDS = ['order', 'visit', 'task', 'site', 'notice'];

const fromArgs = (args: Item['args']): string | null => {
  if (typeof args.subject_kind === 'string') return `${args.subject_kind}/${args.subject_id}`;
  const named = RECORDS.find((entity) => typeof args[`${entity}_id`] === 'string');
  return named ? `${named}/${args[`${named}_id`]}` : null;
};

export function recordOf({ args, about, uid }: Pick<Item, 'args' | 'about' | 'uid'>): string {
  const found = fromArgs(args);
  if (found) return found;
  const touched = RECORDS.map((entity) => about.find((key) => key.startsWith(`${entity}/`)));
  const first = touched.find((key) => key !== undefined);
  // All notices are one inbox.
  if (first?.startsWith('notice/')) return 'notice/all';
  return first ?? `other/${uid}`;
}

export const entityOf = (record: string): string => record.split('/')[0] ?? '';
export const idOf = (record: string): string => record.slice(record.indexOf('/') + 1);

const PATHS: Record<string, (id: string) => string> = {
  order: (id) => `/orders/${id}`,
  visit: (id) => `/visits/${id}`,
  task: () => '/today',
  notice: () => '/notices',
};

/** Where the record can be looked at and mended; null where there is no such page. */
export const pathOf = (record: string): string | null =>
  PATHS[entityOf(record)]?.(idOf(record)) ?? null;

export type Mending = { path: string /** The record that must be here for it. */; needs: string };

const MENDED_AT: Record<string, (args: Item['args']) => Mending> = {
  'visit.answer': ({ visit_id: id }) => ({ path: `/visits/${id}/check`, needs: `visit/${id}` }),
  'visit.sign': ({ visit_id: id }) => ({ path: `/visits/${id}/summary`, needs: `visit/${id}` }),
  'visit.close': ({ visit_id: id }) => ({ path: `/visits/${id}/check`, needs: `visit/${id}` }),
  'order.issue': ({ visit_id: id }) => ({ path: `/visits/${id}/slip`, needs: `visit/${id}` }),
  'order.submit_feedback': ({ order_id: id }) => ({
    path: `/orders/${id}/feedback`,
    needs: `order/${id}`,
  }),
  'order.report_progress': ({ order_id: id }) => ({
    path: `/orders/${id}/feedback`,
    needs: `order/${id}`,
  }),
  'order.review': ({ order_id: id }) => ({ path: `/orders/${id}/review`, needs: `order/${id}` }),
};

/** Refused work is mended where it was done; null where there is no such page. */
export function mendingOf(item: Pick<Item, 'name' | 'args' | 'about' | 'uid'>): Mending | null {
  const known = MENDED_AT[item.name];
  if (known) return known(item.args);
  const record = recordOf(item);
  const path = pathOf(record);
  return path === null ? null : { path, needs: record };
}

/** 已存本机 · 待发送 · 发送中 · 需处理 */
export type GroupState = 'saved' | 'queued' | 'sending' | 'attention';
export type Line = {
  online: boolean;
  phase: string;
  /** The photo on its way, and how many of its bytes are through. */
  uploading: { photo_id: string; sent: number } | null;
};

export type Group = {
  record: string;
  items: Item[];
  photos: Photo[];
  bytes: number;
  state: GroupState;
};

const isSendingItem = ({ state }: Item): boolean => state === 'sending';
export const isBadPhoto = ({ state }: Pick<Photo, 'state'>): boolean =>
  state === 'refused' || state === 'blocked';
export const isWaitingPhoto = ({ state }: Pick<Photo, 'state'>): boolean =>
  state === 'kept' || state === 'uploaded';

const isUploading = ({ photo_id }: Photo, { uploading }: Line): boolean =>
  photo_id === uploading?.photo_id;

export type PhotoLine = { state: GroupState; percent: number | null; isVerifying: boolean };

/** One photo on its way: what is through, or that only the server's word is missing. */
export function photoLineOf(photo: Photo, line: Line): PhotoLine {
  if (photo.state === 'uploaded') return { state: 'sending', percent: null, isVerifying: true };
  const isUnderWay = isUploading(photo, line);
  const sent = isUnderWay && photo.size > 0 ? (line.uploading?.sent ?? 0) / photo.size : 0;
  const calm: GroupState = line.online ? 'queued' : 'saved';
  return {
    state: isUnderWay ? 'sending' : calm,
    percent: isUnderWay ? Math.min(100, Math.floor(100 * sent)) : null,
    isVerifying: false,
  };
}

function stateOf(items: readonly Item[], photos: readonly Photo[], line: Line): GroupState {
  if (photos.some(isBadPhoto)) return 'attention';
  const isPushing = line.phase === 'pushing' && items.some(isSendingItem);
  if (isPushing || photos.some((photo) => isUploading(photo, line))) return 'sending';
  return line.online ? 'queued' : 'saved';
}

/** Waiting work by record, in the order of making. */
export function groupsOf(items: readonly Item[], photos: readonly Photo[], line: Line): Group[] {
  const records = new Map<string, { items: Item[]; photos: Photo[] }>();
  const at = (record: string) => {
    const group = records.get(record) ?? { items: [], photos: [] };
    records.set(record, group);
    return group;
  };
  for (const item of items) at(recordOf(item)).items.push(item);
  for (const photo of photos) {
    if (isWaitingPhoto(photo)) at(photo.record ?? 'other/photos').photos.push(photo);
  }
  return [...records].map(([record, group]) => ({
    ...{ record, ...group },
    bytes: group.photos.reduce((sum, { state, size }) => sum + (state === 'kept' ? size : 0), 0),
    state: stateOf(group.items, group.photos, line),
  }));
}

export type ReceiptFacts = { visits: number; orders: number; photos: number; at: number };

/** Reading messages and the like is confirmed too, but nobody waits for it. */
export const isTelling = ({ visits, orders, photos }: ReceiptFacts): boolean =>
  visits + orders + photos > 0;

/** What the line "服务器已核对 1 单 12 图 14:03" needs. */
export const receiptWords = ({ visits, orders, photos, at }: ReceiptFacts) => ({
  ...{ records: visits + orders, photos },
  time: formatTime(toInstant(at)),
});

/** What a change says, piece by piece: the reader must recognise his own work. */
export type Content =
  | { kind: 'answer'; code: string; result: string; note: string }
  | { kind: 'field'; field: string; text: string };

const FIELDS = [
  'signer_name',
  'signer_post',
  'refusal_reason',
  'reason',
  'verdict',
  'note',
  'highlights',
  'remark',
  'due_on',
  'text',
  'answer',
  'wanted_on',
];
const MATTER_FIELDS = ['requirement', 'cause', 'measures', 'outcome', 'verdict', 'note'];

function fieldsOf(args: Args, names: readonly string[]): Content[] {
  return names.flatMap((field) => {
    const text = args[field];
    return typeof text === 'string' && text.trim() !== '' ? [{ kind: 'field', field, text }] : [];
  });
}

const mattersOf = ({ matters }: Args): Content[] =>
  Array.isArray(matters) ? matters.flatMap((one: Args) => fieldsOf(one, MATTER_FIELDS)) : [];

export function contentsOf({ name, args }: Pick<Item, 'name' | 'args'>): Content[] {
  if (name !== 'visit.answer') return [...fieldsOf(args, FIELDS), ...mattersOf(args)];
  const { item_code: code, result, note } = args;
  return [{ kind: 'answer', code: String(code), result: String(result), note: String(note ?? '') }];
}

/** One line an item: of several answers to the same question only the last one counts. */
export function contentOf(problem: Problem): Content[] {
  const all = [problem, ...problem.held].flatMap(contentsOf);
  const keyOf = (content: Content): string =>
    content.kind === 'answer' ? content.code : `${content.field}:${content.text}`;
  return [...new Map(all.map((content) => [keyOf(content), content])).values()];
}

export const photosOf = (problem: Problem): string[] =>
  [problem, ...problem.held]
    .filter(({ name }) => name === 'photo.attach')
    .map(({ args }) => String(args.photo_id));

/** What the server said is missing, item by item (visit-incomplete). */
export type Missing = { code: string; what: string[] };

export function missingOf({ details }: Pick<Item, 'details'>): Missing[] {
  const { items } = details;
  if (!Array.isArray(items)) return [];
  return items.map(({ item_code, missing }: Args) => ({
    code: String(item_code),
    what: Array.isArray(missing) ? missing.map(String) : [],
  }));
}

/** While its record can still be changed a photo may go; after that its place has to be filled. */
const CHANGEABLE = ['open', 'delivered', 'acknowledged', 'returned'];
export const mayDropPhoto = (recordState: string | null): boolean =>
  recordState === null || CHANGEABLE.includes(recordState);

/** Of a row on the server, what a person compares with his own: see `outbox.field`. */
const COMPARED = [
  'state',
  'is_closed',
  'colour',
  'result',
  'score_tenths',
  'is_refused',
  ...FIELDS,
];

export function comparedOf(row: Args | null): { field: string; value: unknown }[] {
  if (row === null) return [];
  const known = COMPARED.map((field) => ({ field, value: row[field] }));
  return known.filter(({ value }) => !isEmpty(value));
}

type ValueWords = { empty: string; yes: string; no: string };

function plainWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainWords).join('、');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key}：${plainWords(one)}`)
    .join('、');
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0) ||
  value === undefined;

/** One side of a difference; scores are kept in tenths. */
export function valueWords(field: string, value: unknown, words: ValueWords): string {
  if (isEmpty(value)) return words.empty;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const isTenths = field.endsWith('_tenths') && typeof value === 'number';
  return isTenths ? (value / 10).toFixed(1) : plainWords(value);
}

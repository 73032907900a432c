// People: what somebody taps next, from what his phone shows him.

import type { Json, Row } from '@device/wire';
import type { Picture } from './pipe';
import type { Chance } from './random';
import type { Tab } from './tabs';

/** A tap: a command with its args, and a photo's bytes where it takes one. */
export interface Tap {
  readonly name: string;
  readonly args: Json;
  readonly v?: number;
  readonly photo?: { readonly id: string; readonly picture: Picture };
}

export interface Person {
  readonly tab: Tab;
  readonly chance: Chance;
  readonly pictures: readonly Picture[];
}

const ITEMS: Record<string, readonly string[]> = { SHORT: ['A', 'B'], PHOTO: ['P', 'Q'] };
const RESULTS = ['pass', 'pass', 'partial', 'fail', 'na'] as const;

const idOf = (row: Row): string => String(row.id);

const newId = ({ chance }: Person): string => `id-${chance.hex(20)}`;

const mine = ({ tab }: Person, entity: string, owner: string): Row[] =>
  tab.disk.rows(entity).filter((row) => row[owner] === tab.user.id);

const ofVisit = ({ tab }: Person, entity: string, field: string, visit: Row): Row[] =>
  tab.disk.rows(entity).filter((row) => row[field] === visit.id);

const openVisits = (person: Person): Row[] =>
  mine(person, 'visit', 'inspector_id').filter(({ state }) => state === 'open');

function itemsOf({ tab }: Person, visit: Row): readonly string[] {
  const template = tab.disk.rows('template').find(({ id }) => id === visit.template_id);
  return ITEMS[String(template?.code)] ?? [];
}

function start(person: Person): Tap | null {
  const sites = person.tab.disk.rows('site');
  const templates = person.tab.disk.rows('template');
  if (sites.length === 0 || templates.length === 0) return null;
  const { chance } = person;
  const ids = { site_id: idOf(chance.pick(sites)), template_id: idOf(chance.pick(templates)) };
  const args = { visit_id: newId(person), ...ids, task_id: null, check_in: null };
  const form = chance.happens(0.3) ? 'self' : 'spot';
  return { name: 'visit.start', args: { ...args, level: 'hq', form } };
}

function answer(person: Person, visit: Row): Tap | null {
  const items = itemsOf(person, visit);
  if (items.length === 0) return null;
  const given = ofVisit(person, 'answer', 'visit_id', visit).map(({ item_code }) => item_code);
  const open = items.filter((item) => !given.includes(item));
  const { chance } = person;
  const item_code = chance.pick(open.length > 0 ? open : items);
  const result = chance.pick(RESULTS);
  const note = result === 'pass' || result === 'na' ? '' : `note ${chance.hex(4)}`;
  return {
    name: 'visit.answer',
    args: { visit_id: visit.id, item_code, result, note, inputs: {} },
  };
}

function photo(person: Person, kind: 'visit' | 'order', subject: Row, slot: string): Tap {
  const picture = person.chance.pick(person.pictures);
  const id = newId(person);
  const { size, sha256 } = picture;
  const told = { subject_kind: kind, subject_id: subject.id, slot, size, sha256 };
  const taken = { width: 8, height: 8, taken_at: person.tab.instant(), source: 'camera' };
  const place = { lat: null, lon: null, accuracy_m: null, replaces: null };
  return {
    name: 'photo.attach',
    args: { photo_id: id, ...told, ...taken, ...place },
    photo: { id, picture },
  };
}

function sign(person: Person, visit: Row): Tap {
  const signature = ofVisit(person, 'photo', 'subject_id', visit).find(
    ({ slot }) => slot === 'signature',
  );
  if (!signature) return photo(person, 'visit', visit, 'signature');
  const signer = { signer_name: 'X', signer_post: 'Y', is_refused: false, refusal_reason: '' };
  return { name: 'visit.sign', args: { visit_id: visit.id, photo_id: signature.id, ...signer } };
}

const close = (person: Person, visit: Row): Tap => ({
  name: 'visit.close',
  args: {
    visit_id: visit.id,
    photo_ids: ofVisit(person, 'photo', 'subject_id', visit).map(idOf),
    score_tenths: null,
    colour: null,
  },
});

const takesPhoto = (given: Row): boolean =>
  given.item_code === 'P'
    ? given.result !== 'na'
    : ['partial', 'fail'].includes(String(given.result));

/** What the visit still lacks, as the screen would say; a closed one may be had too early as well. */
function goOn(person: Person, visit: Row): Tap | null {
  const given = ofVisit(person, 'answer', 'visit_id', visit);
  const photos = ofVisit(person, 'photo', 'subject_id', visit);
  if (given.length < itemsOf(person, visit).length) return answer(person, visit);
  const bare = given.find(
    (its) => takesPhoto(its) && !photos.some(({ slot }) => slot === its.item_code),
  );
  if (bare) return photo(person, 'visit', visit, String(bare.item_code));
  if (visit.form !== 'self' && !visit.signed_at) return sign(person, visit);
  return close(person, visit);
}

function onVisit(person: Person): Tap | null {
  const visits = openVisits(person);
  if (visits.length === 0) return start(person);
  const visit = person.chance.pick(visits);
  const choose = person.chance.weighted<(who: Person, visit: Row) => Tap | null>([
    [12, goOn],
    [3, answer],
    [1, sign],
    [1, close],
    [1, detach],
    [1, discardVisit],
  ]);
  return choose(person, visit);
}

const discardVisit = (_person: Person, visit: Row): Tap => ({
  name: 'visit.discard',
  args: { visit_id: visit.id, reason: '' },
});

function detach(person: Person, visit: Row): Tap | null {
  const photos = ofVisit(person, 'photo', 'subject_id', visit);
  if (photos.length === 0) return null;
  return { name: 'photo.detach', args: { photo_id: idOf(person.chance.pick(photos)) } };
}

const failed = ({ result }: Row): boolean => result === 'partial' || result === 'fail';

function issue(person: Person): Tap | null {
  const ordered = new Set(person.tab.disk.rows('order').map(({ visit_id }) => visit_id));
  const closed = mine(person, 'visit', 'inspector_id').filter(
    ({ id, state }) => state === 'closed' && !ordered.has(id),
  );
  if (closed.length === 0) return null;
  const visit = person.chance.pick(closed);
  const problems = ofVisit(person, 'answer', 'visit_id', visit).filter(failed);
  const colour = problems.length > 0 ? 'blue' : 'green';
  const matters = problems.map(({ item_code }) => ({
    ...{ matter_id: newId(person), item_code, requirement: 'mend it', rectify_days: 3 },
  }));
  const order = { order_id: newId(person), visit_id: visit.id, colour, temporary_number: 'T1' };
  return { name: 'order.issue', args: { ...order, highlights: '', remark: '', matters } };
}

function feedback(person: Person, order: Row): Tap {
  const photos = ofVisit(person, 'photo', 'subject_id', order);
  const matters = ofVisit(person, 'matter', 'order_id', order);
  const has = (slot: unknown): Row | undefined => photos.find((its) => its.slot === slot);
  const bare = matters.find(({ id }) => !has(id));
  if (bare) return photo(person, 'order', order, idOf(bare));
  const signature = has('signature');
  if (!signature) return photo(person, 'order', order, 'signature');
  const texts = { cause: 'c', measures: 'm', outcome: 'o' };
  const answers = matters.map(({ id }) => ({ matter_id: id, ...texts, photo_ids: [has(id)?.id] }));
  const ids = { order_id: order.id, feedback_id: newId(person), signature_photo_id: signature.id };
  return { name: 'order.submit_feedback', args: { ...ids, signer_name: 'S', matters: answers } };
}

function review(person: Person, order: Row): Tap {
  const isGood = person.chance.happens(0.5);
  const verdict = isGood ? 'pass' : 'return';
  const reasons = isGood ? [] : ['measures_vague'];
  const ids = { order_id: order.id, review_id: newId(person) };
  return { name: 'order.review', args: { ...ids, verdict, reasons, note: '' } };
}

const ON_ORDER: Record<string, (person: Person, order: Row) => Tap> = {
  issued: (_person, { id }) => ({ name: 'order.withdraw', args: { order_id: id, reason: 'no' } }),
  delivered: (_person, { id }) => ({ name: 'order.acknowledge', args: { order_id: id } }),
  acknowledged: feedback,
  returned: feedback,
  feedback: review,
};

/** Whoever sees an order tries what its state asks for; the server knows whose turn it is. */
function onOrder(person: Person): Tap | null {
  const orders = person.tab.disk.rows('order').filter(({ state }) => String(state) in ON_ORDER);
  if (orders.length === 0) return null;
  const order = person.chance.pick(orders);
  return ON_ORDER[String(order.state)]?.(person, order) ?? null;
}

function readNotices(person: Person): Tap | null {
  const unread = mine(person, 'notice', 'user_id').filter(({ read_at }) => read_at === null);
  if (unread.length === 0) return null;
  return { name: 'notice.read', args: { notice_ids: unread.map(idOf) } };
}

function onSite(person: Person): Tap | null {
  const sites = person.tab.disk.rows('site');
  if (sites.length === 0) return null;
  const { id, is_closed } = person.chance.pick(sites);
  return is_closed
    ? { name: 'site.reopen', args: { site_id: id } }
    : { name: 'site.close', args: { site_id: id, reason: 'gone' } };
}

/** Two shapes of one command: an app that is older than the server sends the first. */
function echo(person: Person): Tap {
  const args = { echo_id: newId(person), text: person.chance.hex(6) };
  return person.chance.happens(0.5)
    ? { name: 'sim.echo', args, v: 1 }
    : { name: 'sim.echo', args: { ...args, tone: 'new' }, v: 2 };
}

const poison = (person: Person): Tap => ({
  name: 'sim.poison',
  args: { echo_id: newId(person) },
});

const COMMON: readonly (readonly [number, (person: Person) => Tap | null])[] = [
  [1, echo],
  [0.15, poison],
  [1, readNotices],
  [4, onOrder],
];
const INSPECTING: typeof COMMON = [
  [16, onVisit],
  [1, start],
  [5, issue],
];

/** The next tap of this person; null where what he had in mind is not to be had. */
export function nextTap(person: Person): Tap | null {
  const { grants } = person.tab.user;
  const choices = [
    ...COMMON,
    ...(grants.includes('visit.hq') ? INSPECTING : []),
    ...(grants.includes('site.manage') ? [[2, onSite] as const] : []),
  ];
  return person.chance.weighted(choices)(person);
}

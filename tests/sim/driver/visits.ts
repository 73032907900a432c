// Visits: what an inspector does next, from what his phone shows him.

import type { Row } from '@device/wire';
import { childrenOf, idOf, mine, newId, type Person, photo, type Tap } from './taps';

const ITEMS: Record<string, readonly string[]> = { SHORT: ['A', 'B'], PHOTO: ['P', 'Q'] };
const RESULTS = ['pass', 'pass', 'partial', 'fail', 'na'] as const;

const openVisits = (person: Person): Row[] =>
  mine(person, 'visit', 'inspector_id').filter(({ state }) => state === 'open');

function itemsOf({ tab }: Person, visit: Row): readonly string[] {
  const template = tab.disk.rows('template').find(({ id }) => id === visit.template_id);
  return ITEMS[String(template?.code)] ?? [];
}

export function start(person: Person): Tap | null {
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
  const given = childrenOf(person, 'answer', 'visit_id', visit).map(({ item_code }) => item_code);
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

function sign(person: Person, visit: Row): Tap {
  const signature = childrenOf(person, 'photo', 'subject_id', visit).find(
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
    photo_ids: childrenOf(person, 'photo', 'subject_id', visit).map(idOf),
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
  const given = childrenOf(person, 'answer', 'visit_id', visit);
  const photos = childrenOf(person, 'photo', 'subject_id', visit);
  if (given.length < itemsOf(person, visit).length) return answer(person, visit);
  const bare = given.find(
    (its) => takesPhoto(its) && !photos.some(({ slot }) => slot === its.item_code),
  );
  if (bare) return photo(person, 'visit', visit, String(bare.item_code));
  if (visit.form !== 'self' && !visit.signed_at) return sign(person, visit);
  return close(person, visit);
}

export function onVisit(person: Person): Tap | null {
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
  const photos = childrenOf(person, 'photo', 'subject_id', visit);
  if (photos.length === 0) return null;
  return { name: 'photo.detach', args: { photo_id: idOf(person.chance.pick(photos)) } };
}

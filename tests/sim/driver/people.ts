// People: what somebody taps next.

import { issue, onOrder } from './orders';
import { idOf, mine, newId, type Person, type Tap } from './taps';
import { onVisit, start } from './visits';

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

/** Shapes of one command: an older app sends the first, one that is newer than the server the third. */
function echo(person: Person): Tap {
  const args = { echo_id: newId(person), text: person.chance.hex(6) };
  return person.chance.happens(0.5)
    ? { name: 'sim.echo', args, v: 1 }
    : { name: 'sim.echo', args: { ...args, tone: 'new' }, v: person.chance.happens(0.1) ? 3 : 2 };
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

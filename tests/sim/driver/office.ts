// The office: what others do meanwhile. Roles, sites, orders, tasks, sign-ins that run out.

import type { Network } from './network';
import type { Phone } from './phone';
import type { Chance } from './random';

type Act = object;

const SITES = ['hall', 'door', 'far'];
const TEAMS = ['hall-team', 'door-team', 'south-team'];
const ROLES: readonly (readonly [user_id: string, name: string, unit_id: string])[] = [
  ['ines', 'inspector', 'hq'],
  ['ines', 'inspector', 'hq'],
  ['ines', 'inspector', 'north'],
  ['ivan', 'inspector', 'hq'],
  ['stan', 'site_staff', 'south-team'],
  ['stan', 'site_staff', 'door-team'],
  ['stan', 'site_staff', 'hall-team'],
  ['rita', 'reviewer', 'hq'],
  ['rita', 'reviewer', 'north'],
];

const HOME: typeof ROLES = [
  ['ines', 'inspector', 'hq'],
  ['ivan', 'inspector', 'hq'],
  ['stan', 'site_staff', 'hall-team'],
];

const command = (who: string, name: string, args: object): Act => ({
  kind: 'command',
  who,
  name,
  args,
});

function role(chance: Chance): Act {
  const [user_id, name, unit_id] = chance.pick(ROLES);
  return { kind: 'role', user_id, name, unit_id, is_given: chance.happens(0.6) };
}

/** Everybody may again do what he could at first: who has lost a grant keeps his photos till then. */
export const homeRoles = (): Act[] =>
  HOME.map(([user_id, name, unit_id]) => ({
    kind: 'role',
    user_id,
    name,
    unit_id,
    is_given: true,
  }));

function site(chance: Chance): Act {
  const site_id = chance.pick(SITES);
  return chance.happens(0.5)
    ? command('hugo', 'site.close', { site_id, reason: 'works' })
    : command('hugo', 'site.reopen', { site_id });
}

const moveSite = (chance: Chance): Act =>
  command('system', 'sim.move_site', { site_id: chance.pick(SITES), unit_id: chance.pick(TEAMS) });

function task(chance: Chance): Act {
  const ids = { task_id: `task-${chance.hex(16)}`, site_id: chance.pick(SITES) };
  const told = { template_id: chance.pick(['short', 'photo']), level: 'hq', form: 'spot' };
  const who = { assignee_id: chance.pick(['ines', 'ivan']), due_on: '2026-06-01', note: '' };
  return command('hugo', 'task.assign', { ...ids, ...told, ...who });
}

function withdraw(chance: Chance, phones: readonly Phone[]): Act | null {
  const orders = phones.flatMap(({ disk }) => disk.rows('order'));
  if (orders.length === 0) return null;
  return command('hugo', 'order.withdraw', { order_id: chance.pick(orders).id, reason: 'mistake' });
}

const endSessions = (chance: Chance): Act => ({
  kind: 'end_sessions',
  user_id: chance.pick(['ines', 'ivan', 'stan', 'rita']),
});

export function nextAct(chance: Chance, phones: readonly Phone[]): Act | null {
  const choose = chance.weighted<(chance: Chance, phones: readonly Phone[]) => Act | null>([
    [9, role],
    [3, site],
    [3, moveSite],
    [2, task],
    [2, withdraw],
    [1, endSessions],
    [3, () => ({ kind: 'nightly' })],
  ]);
  return choose(chance, phones);
}

/** A sign-in on this phone's browser: of its owner, or of somebody else. */
export async function signIn(
  network: Network,
  phone: Phone,
  login = phone.owner.user.login,
): Promise<void> {
  phone.isSigningIn = true;
  const answer = await network.office(`sign-in of ${login}`, { kind: 'sign_in', login });
  phone.isSigningIn = false;
  const cookie = (answer as { cookie?: string } | null)?.cookie;
  if (!cookie) return;
  phone.browser.cookie = cookie;
  phone.wake('signed-in');
}

/** Where the screen asks for it, the owner signs in. */
export function signInIfAsked({ network }: { network: Network }, phone: Phone): void {
  const isAsked = phone.living.some(({ state }) => state?.phase === 'signed-out');
  if (isAsked && !phone.isSigningIn) void signIn(network, phone);
}

// Delegations (授权、代理): which hold today, and over what the head of the group may lend.

/** What is lent to whom, from a day to a day. */
export type Lent = {
  user_id: string;
  kind: 'issue' | 'deputy';
  starts_on: string;
  ends_on: string;
};

export type Line = { starts_on: string; ends_on: string; revoked_at: string | null };
export type Standing = 'now' | 'later' | 'ended' | 'revoked';

/** Both days included, as the server counts them. */
export function standingOf({ starts_on, ends_on, revoked_at }: Line, today: string): Standing {
  if (revoked_at !== null) return 'revoked';
  if (today < starts_on) return 'later';
  return today > ends_on ? 'ended' : 'now';
}

const RANK: Record<Standing, number> = { now: 0, later: 1, ended: 2, revoked: 3 };

/** What holds comes first, what ends soonest first among it. */
export const inOrder = <L extends Line>(lines: readonly L[], today: string): L[] =>
  lines.toSorted(
    (a, b) =>
      RANK[standingOf(a, today)] - RANK[standingOf(b, today)] || a.ends_on.localeCompare(b.ends_on),
  );

/** The highest of the units over which a grant is held. */
export function topOf(
  units: readonly { id: string; parent_id: string | null }[],
  held: readonly string[],
): string | undefined {
  const own = units.filter(({ id }) => held.includes(id));
  return own.find(({ parent_id }) => parent_id === null || !held.includes(parent_id))?.id;
}

// Bulletins (公示): pure rules. Which version stands, what a person may do with it, what it adds up to.

export type BulletinLine = {
  unit_id: string;
  unit_name: string;
  green: number;
  blue: number;
  orange: number;
  closed: number;
  closing_rate: number | null;
};

export type Version = { id: string; period: string; version: number; state: string };

/** The newest month first; of a month the newest version. */
export const byMonth = <V extends Version>(versions: readonly V[]): V[] =>
  [...versions].sort((a, b) => b.period.localeCompare(a.period) || b.version - a.version);

export type Desk = { editor_ids: readonly string[] };
/** Why somebody cannot approve; null: he can. Who wrote in it does not (四眼). */
export type ApprovalBlock = 'not-yours' | 'own-work';

export function approvalBlock(
  person: { id: string; grants: readonly string[] },
  desk: Desk | undefined,
): ApprovalBlock | null {
  if (!person.grants.includes('bulletin.approve') || !desk) return 'not-yours';
  return desk.editor_ids.includes(person.id) ? 'own-work' : null;
}

type Total = Omit<BulletinLine, 'unit_id' | 'unit_name'>;

/** All units together; the rate is rounded down, as it is for each. */
export function totalOf(lines: readonly BulletinLine[]): Total {
  const sum = (name: 'green' | 'blue' | 'orange' | 'closed') =>
    lines.reduce((all, line) => all + line[name], 0);
  const counts = { green: sum('green'), blue: sum('blue'), orange: sum('orange') };
  const [closed, sent] = [sum('closed'), counts.green + counts.blue + counts.orange];
  return { ...counts, closed, closing_rate: sent ? Math.floor((closed * 100) / sent) : null };
}

export type Receipt = {
  id: string;
  bulletin_id: string;
  unit_id: string;
  unit_name: string;
  acknowledged_at: string | null;
};

/** Who has not signed stands first. */
export const byUnsigned = <R extends Receipt>(receipts: readonly R[]): R[] =>
  [...receipts].sort(
    (a, b) =>
      Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null) ||
      a.unit_name.localeCompare(b.unit_name, 'zh-CN'),
  );

// Levels and forms of a check (督查层级、形式) that a person may record, by his grants.

export type Level = 'team' | 'department' | 'company' | 'hq';
export type Form = 'self' | 'spot' | 'key' | 'mystery';

const LEVELS: readonly Level[] = ['hq', 'company', 'department', 'team'];

/** The highest first. */
export const levelsOf = (grants: readonly string[]): Level[] =>
  LEVELS.filter((level) => grants.includes(`visit.${level}`));

/** A team and a department check themselves; above them others are checked. */
export const formsOf = (level: Level | undefined): Form[] =>
  level === 'hq' || level === 'company' ? ['spot', 'key'] : ['self'];

/** Whether this person may record a check of that level at a site of this unit. */
export const mayCheck = (
  grantUnits: Readonly<Record<string, readonly string[]>>,
  level: Level,
  unit_id: string,
): boolean => grantUnits[`visit.${level}`]?.includes(unit_id) ?? false;

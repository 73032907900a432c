// Organisation: pure rules of the site list.
import { matchesSearch } from '@/lib/text';

type Site = {
  code: string;
  name: string;
  unit_name: string;
  branch_name: string;
  district: string;
};
type State = { is_closed: boolean; open_problems: number; last_checked_on: string | null };

export type SiteFilter = 'all' | 'problems' | 'unchecked' | 'closed';

const FILTERS: Record<SiteFilter, (site: State) => boolean> = {
  all: () => true,
  problems: ({ open_problems }) => open_problems > 0,
  unchecked: ({ last_checked_on, is_closed }) => last_checked_on === null && !is_closed,
  closed: ({ is_closed }) => is_closed,
};

export const fits = (site: State, filter: SiteFilter): boolean => FILTERS[filter](site);

/** By name, code, unit, branch or district; letters also as initials: `wxyyt` finds 望溪营业厅. */
export const foundBy = (site: Site, typed: string): boolean =>
  matchesSearch([site.name, site.code, site.unit_name, site.branch_name, site.district], typed);

/** Open sites first, then by code. */
export const bySite = (a: Site & State, b: Site & State): number =>
  Number(a.is_closed) - Number(b.is_closed) || a.code.localeCompare(b.code);

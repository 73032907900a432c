// Organisation: sites are found by initials and by what is open at them.
import { expect, it } from 'vitest';
import { bySite, fits, foundBy } from './rules';

const site = (code: string, name: string, change = {}) => ({
  ...{ code, name, unit_name: '客服部', branch_name: '望溪分公司', district: '望溪区北片' },
  ...{ is_closed: false, open_problems: 0, last_checked_on: null, ...change },
});

it('finds a site by initials, code and branch', () => {
  const hall = site('S02', '望溪北营业厅');
  expect(['wxbyyt', 's02', '望溪分公司', '营业 s02'].map((typed) => foundBy(hall, typed))).toEqual([
    ...[true, true, true, true],
  ]);
  expect(foundBy(hall, 'spzx')).toBe(false);
});

it('filters by open problems, never checked, closed', () => {
  const troubled = site('S01', '甲', { open_problems: 2, last_checked_on: '2026-11-01' });
  expect(fits(troubled, 'problems')).toBe(true);
  expect(fits(troubled, 'unchecked')).toBe(false);
  expect(fits(site('S02', '乙'), 'unchecked')).toBe(true);
  expect(fits(site('S03', '丙', { is_closed: true }), 'unchecked')).toBe(false);
});

it('puts closed sites last', () => {
  const sites = [site('S03', '丙', { is_closed: true }), site('S02', '乙'), site('S01', '甲')];
  expect(sites.sort(bySite).map(({ code }) => code)).toEqual(['S01', 'S02', 'S03']);
});

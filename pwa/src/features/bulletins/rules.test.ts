// Bulletins: the order of versions, four eyes, totals, who has not signed.
import { expect, it } from 'vitest';
import { approvalBlock, byMonth, byUnsigned, totalOf } from './rules';

const line = (green: number, blue: number, closed: number) => ({
  ...{ unit_id: 'u', unit_name: 'U', green, blue, orange: 0, closed, closing_rate: null },
});

it('puts the newest month and version first', () => {
  const of = (period: string, version: number) => ({
    ...{ id: `${period}/${version}`, period, version, state: 'draft' },
  });
  const versions = [of('2026-09', 2), of('2025-12', 1), of('2026-10', 1), of('2026-09', 3)];
  expect(byMonth(versions).map(({ id }) => id)).toEqual([
    ...['2026-10/1', '2026-09/3', '2026-09/2', '2025-12/1'],
  ]);
});

it('lets nobody approve what he wrote in', () => {
  const person = (...grants: string[]) => ({ id: 'me', grants });
  const desk = (...editor_ids: string[]) => ({ editor_ids });
  expect(approvalBlock(person('bulletin.approve'), desk('other'))).toBe(null);
  expect(approvalBlock(person('bulletin.approve'), desk('other', 'me'))).toBe('own-work');
  expect(approvalBlock(person('bulletin.edit'), desk())).toBe('not-yours');
  expect(approvalBlock(person('bulletin.approve'), undefined)).toBe('not-yours');
});

it('adds the units up and rounds the rate down', () => {
  expect(totalOf([line(1, 1, 1), line(1, 0, 1)])).toEqual({
    ...{ green: 2, blue: 1, orange: 0, closed: 2, closing_rate: 66 },
  });
  expect(totalOf([]).closing_rate).toBe(null);
});

it('names first who has not signed', () => {
  const of = (unit_name: string, acknowledged_at: string | null) => ({
    ...{ id: unit_name, bulletin_id: 'b', unit_id: unit_name, unit_name, acknowledged_at },
  });
  const receipts = [of('石篷', '2026-11-01T00:00:00Z'), of('望溪', null), of('渡口', null)];
  expect(byUnsigned(receipts).map(({ id }) => id)).toEqual(['渡口', '望溪', '石篷']);
});

// Rules of the gallery and of what facts say.
import { expect, test } from 'vitest';
import vectors from '../../../../sync/wire/watermark.json';
import { formatInstant } from '../../lib/dates';
import { byDay, calibrated, calibration, choices, EVERYTHING, filtered, type Told } from './rules';

const told = (id: string, part: Partial<Told> = {}): Told => ({
  ...{ id, taken_at: '2026-05-01T02:00:00Z', unit: '市南', site: '望溪', slot: 'A01' },
  ...{ isMine: true, ...part },
});
const ids = (photos: readonly Told[]) => photos.map(({ id }) => id);

test('filters hold together', () => {
  const all = [
    told('a'),
    told('b', { site: '石篷' }),
    told('c', { isMine: false }),
    told('d', { taken_at: '2026-04-30T15:59:00Z' }),
  ];
  expect(ids(filtered(all, EVERYTHING))).toEqual(['a', 'b', 'c', 'd']);
  expect(ids(filtered(all, { ...EVERYTHING, site: '望溪' }))).toEqual(['a', 'c', 'd']);
  expect(ids(filtered(all, { ...EVERYTHING, site: '望溪', isMine: true }))).toEqual(['a', 'd']);
  expect(ids(filtered(all, { ...EVERYTHING, day: '2026-05-01' }))).toEqual(['a', 'b', 'c']);
});

test('only what leads to photos is offered, and nothing without a name', () => {
  const all = [told('a'), told('b', { site: '石篷', unit: '石篷公司' }), told('c', { site: '' })];
  const offered = choices(all, { ...EVERYTHING, site: '石篷' });
  expect(offered.unit).toEqual(['石篷公司']);
  expect(offered.site).toEqual(['望溪', '石篷']);
});

test('days are those of China, the newest first', () => {
  const days = byDay([
    told('late', { taken_at: '2026-04-30T15:59:59Z' }),
    told('next', { taken_at: '2026-04-30T16:00:00Z' }),
    told('same', { taken_at: '2026-05-01T01:00:00Z' }),
  ]);
  expect(days.map(({ day, photos }) => [day, ids(photos)])).toEqual([
    ['2026-05-01', ['same', 'next']],
    ['2026-04-30', ['late']],
  ]);
});

test('the panel and the watermark tell the same time', () => {
  for (const { facts, lines } of vectors) {
    const isKnown = !lines[0]?.includes('时间未校准');
    expect(['exact', 'fast', 'slow'].includes(calibration(facts.skew_ms).key)).toBe(isKnown);
    const words = formatInstant(calibrated(facts.taken_at, facts.skew_ms));
    expect(words).toContain(lines[0]?.slice(11, 16));
  }
});

test('a clock that is fast, slow, right or unknown is called so', () => {
  expect(calibration(90_000)).toEqual({ key: 'fast', s: '90.0' });
  expect(calibration(-1500)).toEqual({ key: 'slow', s: '1.5' });
  expect(calibration(-900).key).toBe('exact');
  expect(calibration(null).key).toBe('unknownSkew');
});

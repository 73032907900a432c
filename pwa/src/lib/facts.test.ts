// Facts: the text that is signed is the one that the server reads (sync/wire/photo_seal.json).
import vectors from '@wire/photo_seal.json';
import { expect, it } from 'vitest';
import { bytesOfBase64, hexOf } from './bytes';
import { type Facts, factsText, readSealed } from './facts';

const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const first = vectors[0] as unknown as { facts: Facts; text: string };

it.each(vectors)('writes $name', ({ facts, text }) => {
  expect(factsText(facts as Facts)).toBe(text);
});

it.each(vectors)('finds the signature right: $name', async ({ text, ...told }) => {
  const spki = bytesOfBase64(told.public_key);
  expect(hexOf(await crypto.subtle.digest('SHA-256', spki))).toBe(told.key_id);
  const key = await crypto.subtle.importKey('spki', spki, CURVE, false, ['verify']);
  const signature = bytesOfBase64(told.signature);
  const isSigned = (words: string) =>
    crypto.subtle.verify(SIGNING, key, signature, new TextEncoder().encode(words));
  expect(await isSigned(text)).toBe(true);
  expect(await isSigned(text.replace('2026', '2025'))).toBe(false);
});

it('shortens names rather than becoming too long, whatever they are made of', () => {
  const long = '\u0001'.repeat(5000);
  const text = factsText({
    ...first.facts,
    ...{ inspector: { id: 'u', name: long }, unit: long, item: long },
    site: { id: 's', name: long },
  });
  expect(text.length).toBeLessThanOrEqual(4096);
  expect(JSON.parse(text).unit.length).toBeGreaterThan(20);
});

it('writes no half of a character, which the server could not read', () => {
  const text = factsText({ ...first.facts, item: '表\ud800' });
  expect(JSON.parse(text).item).toBe('表\ufffd');
});

it('tells the row what it shows of the facts', () => {
  expect(readSealed(first.text)).toEqual({ fix_age_s: 12, skew_ms: -1200 });
  expect(readSealed(vectors[1]?.text ?? '')).toEqual({ fix_age_s: null, skew_ms: null });
});

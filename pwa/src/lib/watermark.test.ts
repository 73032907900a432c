// The watermark's words: those of the server, to the letter (sync/wire/watermark.json).
import vectors from '@wire/watermark.json';
import { expect, it } from 'vitest';
import { watermarkLines } from './watermark';

it.each(vectors.map((one, at) => ({ at, ...one })))('case $at: $lines', (one) => {
  expect(watermarkLines(one.facts)).toEqual(one.lines);
});

it('has at most five lines', () => {
  expect(Math.max(...vectors.map(({ lines }) => lines.length))).toBe(5);
});

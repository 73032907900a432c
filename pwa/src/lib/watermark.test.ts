// The watermark's words: those of the server, to the letter (sync/wire/watermark.json).
import vectors from '@wire/watermark.json';
import { expect, it } from 'vitest';
import { watermarkLines } from './watermark';

it.each(vectors.map((one, at) => ({ at, ...one })))('case $at: $lines_zh', (one) => {
  expect(watermarkLines(one.facts)).toEqual(one.lines_zh);
});

it('has at most five lines', () => {
  expect(Math.max(...vectors.map(({ lines_zh }) => lines_zh.length))).toBe(5);
});

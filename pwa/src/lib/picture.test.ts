// Pictures: how they are made smaller, and which are refused before they are decoded.
import { afterEach, expect, it, vi } from 'vitest';
import { isBlank, PictureProblem, readPicture, resizeTo } from './picture';

afterEach(() => vi.unstubAllGlobals());

const head = (width: number, height: number) => ({ width, height, isTurned: false });
const png = (width: number, height: number): Blob => {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return new Blob([bytes]);
};

it('makes the longer side 2048 and leaves small pictures alone', () => {
  expect(resizeTo(head(4000, 3000))).toMatchObject({ resizeWidth: 2048 });
  expect(resizeTo(head(3000, 4000))).toMatchObject({ resizeHeight: 2048 });
  expect(resizeTo(head(2048, 1000))).toEqual({});
  expect(resizeTo(null)).toEqual({});
});

it('takes no more than 40 million pixels', async () => {
  await expect(readPicture(png(8000, 5001))).rejects.toEqual(new PictureProblem('too-many-pixels'));
});

it('says so where a file is no picture', async () => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('planted')));
  await expect(readPicture(new Blob(['%PDF']))).rejects.toMatchObject({ fault: 'no-picture' });
});

it('notices a picture that came out black, white or empty', () => {
  const pixels = (light: number) => [light, light, light, 255, light, light, light, 255];
  expect(isBlank(pixels(0))).toBe(true);
  expect(isBlank(pixels(255))).toBe(true);
  expect(isBlank([0, 0, 0, 0])).toBe(true);
  expect(isBlank(pixels(90))).toBe(false);
  expect(isBlank([...pixels(0), 200, 30, 30, 255])).toBe(false);
});

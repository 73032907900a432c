// The head of a picture is read without decoding it.
import { expect, it } from 'vitest';
import { readPictureHead } from './pictureHeader';

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
const text = (word: string): number[] => Array.from(word, (letter) => letter.charCodeAt(0));

const exif = (orientation: number): number[] => {
  const tiff = [
    ...text('II'),
    42,
    0,
    8,
    0,
    0,
    0,
    1,
    0,
    0x12,
    1,
    3,
    0,
    1,
    0,
    0,
    0,
    orientation,
    0,
    0,
    0,
  ];
  const body = [...text('Exif'), 0, 0, ...tiff];
  return [0xff, 0xe1, 0, body.length + 2, ...body];
};
const frame = [0xff, 0xc0, 0, 11, 8, 0x10, 0x00, 0x20, 0x00, 1, 1, 1, 0];
const jpeg = (...parts: number[]): ArrayBuffer => bytes(0xff, 0xd8, ...parts, ...frame, 0, 0, 0, 0);

it('reads the size of a JPEG', () => {
  expect(readPictureHead(jpeg())).toEqual({ width: 0x2000, height: 0x1000, isTurned: false });
});

it('turns the size of a JPEG that lies on its side', () => {
  expect(readPictureHead(jpeg(...exif(6)))).toEqual({
    width: 0x1000,
    height: 0x2000,
    isTurned: true,
  });
  expect(readPictureHead(jpeg(...exif(3)))?.isTurned).toBe(false);
});

it('reads the size of a PNG', () => {
  const head = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, ...text('IHDR')];
  expect(readPictureHead(bytes(...head, 0, 0, 4, 0, 0, 0, 3, 0))).toMatchObject({
    width: 1024,
    height: 768,
  });
});

it('reads the size of a WebP', () => {
  const head = [...text('RIFF'), 0, 0, 0, 0, ...text('WEBP'), ...text('VP8X'), 10, 0, 0, 0];
  const sizes = [0, 0, 0, 0, 0xff, 3, 0, 0xff, 2, 0];
  expect(readPictureHead(bytes(...head, ...sizes))).toMatchObject({ width: 1024, height: 768 });
});

it('knows nothing of other files, and of heads cut short', () => {
  expect(readPictureHead(bytes(...text('%PDF-1.7 and more')))).toBeNull();
  expect(
    readPictureHead(bytes(0xff, 0xd8, 0xff, 0xe1, 0, 8, 0x45, 0x78, 0x69, 0x66, 0, 0)),
  ).toBeNull();
  expect(readPictureHead(bytes())).toBeNull();
});

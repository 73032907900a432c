// Pictures from the camera: checked, turned upright and made small, never on a canvas of full size.
import { type PictureHead, readPictureHead } from './pictureHeader';

export type PictureFault = 'no-picture' | 'too-many-pixels' | 'blank';

/** Nothing was kept; the person is told why and may try again. */
export class PictureProblem extends Error {
  override readonly name = 'PictureProblem';

  constructor(readonly fault: PictureFault) {
    super(fault);
  }
}

export type Picture = {
  bytes: ArrayBuffer;
  type: 'image/jpeg';
  width: number;
  height: number;
  thumb: ArrayBuffer;
};

const LONGEST_SIDE = 2048;
const THUMB_SIDE = 360;
const QUALITY = 0.8;
const MOST_PIXELS = 40_000_000;
const SAMPLE = 24;
/** Beyond this a black or white picture shows something. */
const FLAT = 4;

/** Only the longer side is given: the browser keeps the shape, whichever way the file lies. */
export function resizeTo(head: PictureHead | null, longest = LONGEST_SIDE): ImageBitmapOptions {
  if (!head || Math.max(head.width, head.height) <= longest) return {};
  const side = head.width >= head.height ? 'resizeWidth' : 'resizeHeight';
  return { [side]: longest, resizeQuality: 'high' };
}

async function decode(file: Blob, head: PictureHead | null): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image', ...resizeTo(head) });
  } catch {
    throw new PictureProblem('no-picture');
  }
}

type Drawn = { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D };

function draw(bitmap: ImageBitmap, longest: number): Drawn {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new PictureProblem('blank');
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { canvas, pen };
}

function encode({ canvas }: Drawn, quality: number): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) =>
      blob ? resolve(blob.arrayBuffer()) : reject(new PictureProblem('blank'));
    canvas.toBlob(take, 'image/jpeg', quality);
  });
}

/** Whether pixels (RGBA) are all black, all white or not there at all: a decoder that ran out of memory. */
export function isBlank(pixels: ArrayLike<number>): boolean {
  let [low, high] = [255, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const light = ((pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0)) / 3;
    low = Math.min(low, light);
    high = Math.max(high, light);
  }
  return high <= FLAT || low >= 255 - FLAT;
}

function checkShowsSomething(bitmap: ImageBitmap): void {
  const { canvas, pen } = draw(bitmap, SAMPLE);
  if (isBlank(pen.getImageData(0, 0, canvas.width, canvas.height).data)) {
    throw new PictureProblem('blank');
  }
}

/** Throws `PictureProblem` for a file that is no picture, is larger than 40 MP or comes out blank. */
export async function readPicture(file: Blob): Promise<Picture> {
  const head = readPictureHead(await file.slice(0, 256 * 1024).arrayBuffer());
  if (head && head.width * head.height > MOST_PIXELS) throw new PictureProblem('too-many-pixels');
  const bitmap = await decode(file, head);
  try {
    checkShowsSomething(bitmap);
    const full = draw(bitmap, LONGEST_SIDE);
    const { width, height } = full.canvas;
    const bytes = await encode(full, QUALITY);
    const thumb = await encode(draw(bitmap, THUMB_SIDE), 0.7);
    return { bytes, type: 'image/jpeg', width, height, thumb };
  } finally {
    bitmap.close();
  }
}

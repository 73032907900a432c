// Pictures from the camera: checked, turned upright and made small, never on a canvas of full size.
import { isHeic, type PictureHead, readPictureHead } from './pictureHeader';

export type PictureFault = 'no-picture' | 'heic' | 'too-many-pixels' | 'blank';

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
/** 108 MP phones pass; what is sent is small anyway, and the server's own cap is for that. */
const MOST_PIXELS = 120_000_000;
const SAMPLE = 24;
/** Beyond this a black or white picture shows something. */
const FLAT = 4;

/** What any phone can hold for a moment: a canvas then scales it in two thirds of the decoder's time. */
const HELD_PIXELS = 16_000_000;

/**
 * Larger pictures are made small by the decoder. Only the longer side is given: the browser keeps the
 * shape, whichever way the file lies.
 */
export function resizeTo(head: PictureHead | null): ImageBitmapOptions {
  if (!head || head.width * head.height <= HELD_PIXELS) return {};
  const side = head.width >= head.height ? 'resizeWidth' : 'resizeHeight';
  return { [side]: LONGEST_SIDE, resizeQuality: 'high' };
}

/** A picture in memory, however it was decoded, until it is released. */
type Decoded = { source: CanvasImageSource; width: number; height: number; release(): void };

async function asBitmap(file: Blob, head: PictureHead | null): Promise<Decoded> {
  const options: ImageBitmapOptions = { imageOrientation: 'from-image', ...resizeTo(head) };
  const source = await createImageBitmap(file, options);
  const { width, height } = source;
  return { source, width, height, release: () => source.close() };
}

/** Another path through the browser: it reads HEIC on iPhones, and large pictures where the first ran out. */
async function asImage(file: Blob): Promise<Decoded> {
  const url = URL.createObjectURL(file);
  const release = (): void => URL.revokeObjectURL(url);
  const source = new Image();
  source.src = url;
  try {
    await source.decode();
  } catch (error) {
    release();
    throw error;
  }
  return { source, width: source.naturalWidth, height: source.naturalHeight, release };
}

/**
 * From half its size on, a plain mix of the four nearest pixels leaves none of the picture out, and takes a
 * quarter of the time; below that the canvas has to average.
 */
export const smoothingFor = (scale: number): ImageSmoothingQuality =>
  scale >= 0.5 ? 'low' : 'high';

type Drawn = { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D };

function draw({ source, ...size }: Decoded, longest: number): Drawn {
  const scale = Math.min(1, longest / Math.max(size.width, size.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(size.width * scale));
  canvas.height = Math.max(1, Math.round(size.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new PictureProblem('blank');
  pen.imageSmoothingQuality = smoothingFor(scale);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
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

function checkShowsSomething(picture: Decoded): void {
  const { canvas, pen } = draw(picture, SAMPLE);
  if (isBlank(pen.getImageData(0, 0, canvas.width, canvas.height).data)) {
    throw new PictureProblem('blank');
  }
}

async function made(picture: Decoded): Promise<Picture> {
  try {
    const full = draw(picture, LONGEST_SIDE);
    const { width, height } = full.canvas;
    // All that follows is made from the small one: that is what will be seen, and it is quick.
    const small = { source: full.canvas, width, height, release: () => undefined };
    checkShowsSomething(small);
    const bytes = await encode(full, QUALITY);
    const thumb = await encode(draw(small, THUMB_SIDE), 0.7);
    return { bytes, type: 'image/jpeg', width, height, thumb };
  } finally {
    picture.release();
  }
}

/** What is told where both ways have failed: that it shows nothing, or that it cannot be read at all. */
function faultOf(errors: readonly unknown[], head: ArrayBuffer): PictureProblem {
  const told = errors.find((error) => error instanceof PictureProblem);
  return told ?? new PictureProblem(isHeic(head) ? 'heic' : 'no-picture');
}

/**
 * Upright, at most 2048 pixels long. What comes out blank or not at all is decoded once more, in another
 * way. Throws `PictureProblem` for a file that no way makes a picture of, or that is larger than 120 MP.
 */
export async function readPicture(file: Blob): Promise<Picture> {
  const start = await file.slice(0, 256 * 1024).arrayBuffer();
  const head = readPictureHead(start);
  if (head && head.width * head.height > MOST_PIXELS) throw new PictureProblem('too-many-pixels');
  try {
    return await made(await asBitmap(file, head));
  } catch (first) {
    return asImage(file)
      .then(made)
      .catch((second: unknown) => Promise.reject(faultOf([second, first], start)));
  }
}

// Pictures: how they are made smaller, and which are refused before they are decoded.
// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { isBlank, PictureProblem, readPicture, resizeTo, smoothingFor } from './picture';

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

it('lets the decoder make large pictures small, and leaves to the canvas what a phone can hold', () => {
  expect(resizeTo(head(5712, 4284))).toMatchObject({ resizeWidth: 2048 });
  expect(resizeTo(head(6048, 8064))).toMatchObject({ resizeHeight: 2048 });
  expect(resizeTo(head(4000, 3000))).toEqual({});
  expect(resizeTo(head(2048, 1000))).toEqual({});
  expect(resizeTo(null)).toEqual({});
});

it('averages where pixels would be left out: twelve megapixels are not among those', () => {
  expect(smoothingFor(2048 / 4000)).toBe('low');
  expect(smoothingFor(1)).toBe('low');
  expect(smoothingFor(2048 / 4608)).toBe('high');
  expect(smoothingFor(360 / 2048)).toBe('high');
});

it('takes no more than 120 million pixels', async () => {
  await expect(readPicture(png(12_000, 10_001))).rejects.toEqual(
    new PictureProblem('too-many-pixels'),
  );
});

function unreadable(): void {
  const decode = () => Promise.reject(new Error('planted'));
  vi.stubGlobal('createImageBitmap', decode);
  vi.spyOn(HTMLImageElement.prototype, 'decode').mockImplementation(decode);
}

const heic = new Blob([new Uint8Array([0, 0, 0, 24]), 'ftypheic', new Uint8Array(12)]);

it('says so where this browser cannot read what newer phones store by themselves', async () => {
  unreadable();
  await expect(readPicture(heic)).rejects.toMatchObject({ fault: 'heic' });
});

/** A browser whose decoders give back pictures of one brightness each. */
function decoders(byBitmap: number, byImage: number | null): string[] {
  const tried: string[] = [];
  const size = { width: 8, height: 6, close: () => tried.push('closed') };
  vi.stubGlobal('createImageBitmap', async () => {
    tried.push('bitmap');
    return { ...size, light: byBitmap };
  });
  class FakeImage {
    src = '';
    light = byImage;
    naturalWidth = 8;
    naturalHeight = 6;
    async decode(): Promise<void> {
      tried.push('image');
      if (byImage === null) throw new Error('planted');
    }
  }
  vi.stubGlobal('Image', FakeImage);
  vi.stubGlobal('URL', {
    createObjectURL: () => 'blob:1',
    revokeObjectURL: () => tried.push('let go'),
  });
  let drawn = 0;
  const pen = {
    drawImage: (source: { light?: number }) => {
      drawn = source.light ?? drawn;
    },
    getImageData: () => ({ data: [drawn, drawn, drawn, 255] }),
  };
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((take) => {
    take(new Blob([new Uint8Array([drawn])]));
  });
  return tried;
}

it('decodes once where that shows something', async () => {
  const tried = decoders(90, 120);
  expect(new Uint8Array((await readPicture(png(8, 6))).bytes)).toEqual(new Uint8Array([90]));
  expect(tried).toEqual(['bitmap', 'closed']);
});

it('decodes what came out black once more, in another way, without asking', async () => {
  const tried = decoders(0, 120);
  const { bytes, width, height } = await readPicture(png(8, 6));
  expect(new Uint8Array(bytes)).toEqual(new Uint8Array([120]));
  expect([width, height]).toEqual([8, 6]);
  expect(tried).toEqual(['bitmap', 'closed', 'image', 'let go']);
});

it('asks where the second way shows nothing either, or fails', async () => {
  decoders(0, 255);
  await expect(readPicture(png(8, 6))).rejects.toMatchObject({ fault: 'blank' });
  const tried = decoders(255, null);
  await expect(readPicture(png(8, 6))).rejects.toMatchObject({ fault: 'blank' });
  expect(tried).toEqual(['bitmap', 'closed', 'image', 'let go']);
});

it('says so where a file is no picture', async () => {
  unreadable();
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

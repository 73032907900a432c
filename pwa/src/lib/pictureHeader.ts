// The head of a picture file: its size in pixels and which way up it is, read without decoding it.

export type PictureHead = {
  width: number;
  height: number;
  /** EXIF orientation 5–8: what is stored lies on its side. */
  isTurned: boolean;
};

type Found = PictureHead | null;

const PNG = 0x89504e47;
const RIFF = 0x52494646;
const WEBP = 0x57454250;
const EXIF = 0x45786966;
const ORIENTATION = 0x0112;

const upright = (width: number, height: number): PictureHead => ({
  width,
  height,
  isTurned: false,
});

const readPng = (view: DataView): Found =>
  view.byteLength < 24 ? null : upright(view.getUint32(16), view.getUint32(20));

/** Sizes in WebP are little endian and, in two of its three kinds, stored minus one. */
const webpSizes: Record<string, (view: DataView) => PictureHead> = {
  'VP8 ': (view) => upright(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff),
  VP8L: (view) => {
    const bits = view.getUint32(21, true);
    return upright((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
  },
  VP8X: (view) =>
    upright(
      (view.getUint32(24, true) & 0xffffff) + 1,
      ((view.getUint32(26, true) >> 8) & 0xffffff) + 1,
    ),
};

function readWebp(view: DataView): Found {
  if (view.byteLength < 30 || view.getUint32(8) !== WEBP) return null;
  const kind = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + 12, 4));
  return webpSizes[kind]?.(view) ?? null;
}

/** The orientation entry of a TIFF directory that starts at `tiff`. */
function readOrientation(view: DataView, tiff: number): number {
  const isLittle = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, isLittle);
  const count = view.getUint16(directory, isLittle);
  for (let entry = 0; entry < count; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (view.getUint16(at, isLittle) === ORIENTATION) return view.getUint16(at + 8, isLittle);
  }
  return 1;
}

const isExif = (view: DataView, marker: number, at: number): boolean =>
  marker === 0xffe1 && view.getUint32(at + 4) === EXIF;

/** Start-of-frame markers carry the size; C4, C8 and CC are something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);

function readJpeg(view: DataView): Found {
  let orientation = 1;
  let at = 2;
  while (at + 9 < view.byteLength) {
    const marker = view.getUint16(at);
    if (isExif(view, marker, at)) orientation = readOrientation(view, at + 10);
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return orientation >= 5
        ? { width: height, height: width, isTurned: true }
        : upright(width, height);
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function read(view: DataView): Found {
  if (view.byteLength < 12) return null;
  if (view.getUint16(0) === 0xffd8) return readJpeg(view);
  if (view.getUint32(0) === PNG) return readPng(view);
  return view.getUint32(0) === RIFF ? readWebp(view) : null;
}

/** As the picture is to be looked at; null where the format is not one that we know. */
export function readPictureHead(bytes: ArrayBuffer): PictureHead | null {
  try {
    return read(new DataView(bytes));
  } catch {
    // A head that ends in the middle: decoding will say whether it is a picture.
    return null;
  }
}

const FTYP = 0x66747970;
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1'];

/** What newer phones store by themselves, and what only some browsers read. */
export function isHeic(bytes: ArrayBuffer): boolean {
  if (bytes.byteLength < 12 || new DataView(bytes).getUint32(4) !== FTYP) return false;
  return HEIC_BRANDS.includes(String.fromCharCode(...new Uint8Array(bytes, 8, 4)));
}

// The rescue file's inside: read only after its lengths and shapes have been checked.

import { isJson } from '@device/problems';
import type { OutboxEntry } from '@device/store';

export const RESCUE_VERSION = 1;
export const LENGTH_BYTES = 4;

const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;
const MOST_MUTATIONS = 50_000;
const MOST_PHOTOS = 20_000;
const STATES = ['pending', 'sending', 'settled', 'refused', 'parked'];

/** Opened with its passphrase, yet not what this app writes. */
export class RescueUnreadable extends Error {
  override readonly name = 'RescueUnreadable';
}

/** Where a photo's bytes stand after the manifest. */
export interface RescuedPhoto {
  readonly photo_id: string;
  readonly at: number;
  readonly length: number;
}

export interface RescueManifest {
  readonly version: typeof RESCUE_VERSION;
  readonly exported_at: string;
  readonly user: { readonly id: string; readonly login: string; readonly name: string };
  readonly mutations: readonly OutboxEntry[];
  readonly photos: readonly RescuedPhoto[];
}

export interface Rescue {
  readonly manifest: RescueManifest;
  /** A photo's bytes, copied out of the file. */
  bytesOf(photo: RescuedPhoto): ArrayBuffer;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isPlace: Check = (value) => isCount(value) && Number(value) >= 1;

const has =
  (fields: Record<string, Check>): Check =>
  (value) =>
    isJson(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const listOf =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);

const isEntry = has({
  ...{ uid: isText, client_id: isText, name: isText, occurred_at: isText, seq: isPlace },
  ...{ v: isPlace, args: isJson, base: isJson, deps: Array.isArray },
  state: (value) => STATES.includes(String(value)),
});

const isPhoto = has({ photo_id: isText, at: isCount, length: isCount });

const isManifest = has({
  version: (value) => value === RESCUE_VERSION,
  exported_at: isText,
  user: has({ id: isText, login: isText, name: isText }),
  mutations: listOf(isEntry, MOST_MUTATIONS),
  photos: listOf(isPhoto, MOST_PHOTOS),
});

function readManifest(bytes: Uint8Array): RescueManifest {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RescueUnreadable();
  }
  if (!isManifest(found)) throw new RescueUnreadable();
  return found as RescueManifest;
}

/** Throws `RescueUnreadable`. */
export function readRescue(plain: ArrayBuffer): Rescue {
  const size = plain.byteLength - LENGTH_BYTES;
  const length = size < 0 ? Number.POSITIVE_INFINITY : new DataView(plain).getUint32(0);
  if (length > Math.min(size, MOST_MANIFEST_BYTES)) throw new RescueUnreadable();
  const manifest = readManifest(new Uint8Array(plain, LENGTH_BYTES, length));
  const start = LENGTH_BYTES + length;
  const isBeyond = (photo: RescuedPhoto): boolean =>
    start + photo.at + photo.length > plain.byteLength;
  if (manifest.photos.some(isBeyond)) throw new RescueUnreadable();
  return {
    manifest,
    bytesOf: ({ at, length: its }) => plain.slice(start + at, start + at + its),
  };
}

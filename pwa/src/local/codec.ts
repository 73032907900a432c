// The codec of local data: the one place where encryption at rest will go.

import type { Codec } from '@device/ports';

/**
 * Structured JSON as it is. A sealing codec takes this one's place everywhere; rows need a cipher that
 * works at once, since an IndexedDB transaction ends at the first await on anything else.
 */
export const codec: Codec = {
  encode: (value) => value,
  decode: (stored) => stored,
  encodeBytes: async (bytes) => bytes,
  decodeBytes: async (stored) => stored,
};

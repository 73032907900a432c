// The digest: a sum over a scope's rows by which phone and server find out that they differ.

import { sha256 } from '@noble/hashes/sha2.js';
import type { RowHead } from './store';

/** Scope → sum over its rows, 12 hex digits; a scope of no rows is left out. */
export type Digest = Readonly<Record<string, string>>;

const MODULUS = 2 ** 48;
const encoder = new TextEncoder();

/** The first 48 bits of SHA-256("entity/id@version"): a number that is exact. */
function rowDigest({ entity, id, version }: RowHead): number {
  const { buffer, byteOffset } = sha256(encoder.encode(`${entity}/${id}@${version}`));
  const view = new DataView(buffer, byteOffset);
  return view.getUint32(0) * 2 ** 16 + view.getUint16(4);
}

export function digestOf(heads: Iterable<RowHead>): Digest {
  const sums = new Map<string, number>();
  for (const head of heads) {
    const own = rowDigest(head);
    for (const scope of head.scopes) sums.set(scope, ((sums.get(scope) ?? 0) + own) % MODULUS);
  }
  const hex = (sum: number): string => sum.toString(16).padStart(12, '0');
  return Object.fromEntries([...sums].map(([scope, sum]) => [scope, hex(sum)]));
}

/** Scopes in which the two differ, sorted. */
export function mismatches(mine: Digest, theirs: Digest): string[] {
  const scopes = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...scopes].filter((scope) => mine[scope] !== theirs[scope]).sort();
}

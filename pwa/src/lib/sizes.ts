// Sizes as people read them.

/** `1.2 MB`, `340 KB`, held together by a space that does not break. */
export function sizeWords(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;
  return `${Math.ceil(bytes / 1000)}\u00a0KB`;
}

// Instants: a time in ms as ISO 8601 with an offset, as the wire wants it.

const two = (value: number): string => String(value).padStart(2, '0');

/** `offset` in minutes east of UTC; 480 for China. */
export function isoInstant(ms: number, offset: number): string {
  const sign = offset < 0 ? '-' : '+';
  const size = Math.abs(offset);
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

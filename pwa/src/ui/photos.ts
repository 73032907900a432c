// What ui/ needs to know of a photo to draw it.
import type { DeliveryState } from './states';

export type ShownPhoto = {
  id: string;
  /** The picture, or null while it is not here yet. */
  url: string | null;
  /** Full size; falls back to `url`. */
  fullUrl?: string | null;
  /** What it shows, for screen readers and under the full picture. */
  label: string;
  state?: DeliveryState;
  /** What is to be seen of it at first sight, such as 相册. */
  badge?: string;
  /** The watermark to lay over the full picture; its size in pixels. */
  mark?: { lines: readonly string[]; width: number; height: number } | null;
  /** More lines under the full picture: time, place, person. */
  lines?: readonly string[];
};

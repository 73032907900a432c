// What ui/ needs to know of a photo to draw it.
import type { Mark } from './marks';
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
  /** The watermark to lay over the full picture; its size in pixels. */
  mark?: { lines: readonly string[]; width: number; height: number } | null;
  /** More lines under the full picture: time, place, person. */
  lines?: readonly string[];
  /** Drawn over it; needs `width` and `height`, in pixels of the upright picture. */
  marks?: readonly Mark[];
  width?: number;
  height?: number;
  /** Not taken now but picked out of the phone's pictures (相册). */
  isPicked?: boolean;
  /** Where all that is known of it is told. */
  page?: string;
  /** Where marks are drawn on it, for whoever may. */
  editor?: string;
};

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
  /** More lines under the full picture: time, place, person. */
  lines?: readonly string[];
};

// One camera's track: light, zoom and full stills, where this phone offers them.

export type Zoom = { min: number; max: number; step: number; value: number };

/** What browsers offer beyond the types that TypeScript knows. */
type Abilities = { torch?: boolean; zoom?: { min: number; max: number; step?: number } };
type Settings = { zoom?: number };
type StillMaker = { takePhoto(): Promise<Blob> };
type StillMakers = { ImageCapture?: new (track: MediaStreamTrack) => StillMaker };

/** Some phones never answer; a frame of the video is better than no photo. */
const STILL_MS = 3000;
const FRAME_QUALITY = 0.92;

const stillMakers = (): StillMakers => globalThis as StillMakers;

const abilitiesOf = (track: MediaStreamTrack): Abilities =>
  (track.getCapabilities?.() ?? {}) as Abilities;

export const hasTorch = (track: MediaStreamTrack): boolean => abilitiesOf(track).torch === true;

export function zoomOf(track: MediaStreamTrack): Zoom | null {
  const { zoom } = abilitiesOf(track);
  if (!zoom || zoom.max <= zoom.min) return null;
  const { zoom: value = zoom.min } = track.getSettings() as Settings;
  return { min: zoom.min, max: zoom.max, step: zoom.step || 0.1, value };
}

/** False where the phone would not, whatever it had offered. */
export async function adjust(
  track: MediaStreamTrack,
  change: { torch: boolean } | { zoom: number },
): Promise<boolean> {
  try {
    await track.applyConstraints({ advanced: [change as MediaTrackConstraintSet] });
    return true;
  } catch {
    return false;
  }
}

/** Where stills come from the sensor, the video is for the eye only and may be small. */
export const wantedVideo = (): MediaTrackConstraints => {
  const size = stillMakers().ImageCapture
    ? { width: 1920, height: 1440 }
    : { width: 4096, height: 3072 };
  return {
    facingMode: { ideal: 'environment' },
    width: { ideal: size.width },
    height: { ideal: size.height },
  };
};

function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error('no frame')));
    canvas.toBlob(take, 'image/jpeg', FRAME_QUALITY);
  });
}

const late = (ms: number): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), ms));

/** In the sensor's full size where the browser can, else what the video shows. */
export async function stillOf(track: MediaStreamTrack, video: HTMLVideoElement): Promise<Blob> {
  const { ImageCapture } = stillMakers();
  if (!ImageCapture) return frameOf(video);
  const still = new ImageCapture(track).takePhoto();
  return Promise.race([still, late(STILL_MS)]).catch(() => frameOf(video));
}

// The camera inside the page: opened, adjusted, shot with, and let go as soon as nobody looks.
import { nextTick, onScopeDispose, type Ref, ref, shallowRef } from 'vue';
import { adjust, hasTorch, stillOf, wantedVideo, type Zoom, zoomOf } from './cameraTrack';

/** Refused by the person or the system · none there · used by another app · not offered by this browser. */
export type CameraFault = 'denied' | 'none' | 'busy' | 'unsupported';

const FAULTS: Record<string, CameraFault> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export const cameraFault = (error: unknown): CameraFault =>
  (error instanceof Error && FAULTS[error.name]) || 'unsupported';

const stop = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

export function useCamera(video: Readonly<Ref<HTMLVideoElement | null>>) {
  const stream = shallowRef<MediaStream | null>(null);
  const fault = ref<CameraFault | null>(null);
  const torch = ref<boolean | null>(null);
  const zoom = ref<Zoom | null>(null);
  let isWanted = false;

  const track = (): MediaStreamTrack | undefined => stream.value?.getVideoTracks()[0];

  function close(): void {
    isWanted = false;
    if (stream.value) stop(stream.value);
    stream.value = null;
  }

  function use(opened: MediaStream): void {
    stream.value = opened;
    if (video.value) video.value.srcObject = opened;
    const its = track();
    torch.value = its && hasTorch(its) ? false : null;
    zoom.value = its ? zoomOf(its) : null;
    // Taken away by another app or the system.
    its?.addEventListener('ended', () => {
      if (stream.value !== opened) return;
      close();
      fault.value = 'busy';
    });
  }

  async function open(): Promise<void> {
    isWanted = true;
    fault.value = null;
    try {
      const asked = { audio: false, video: wantedVideo() };
      const opened = await navigator.mediaDevices.getUserMedia(asked);
      // The picture's place is back where a fault has stood.
      await nextTick();
      // Left while the person was being asked.
      if (isWanted && !stream.value) use(opened);
      else stop(opened);
    } catch (error) {
      fault.value = cameraFault(error);
    }
  }

  /** Another app may want it while this page is not seen. */
  const look = (): void => {
    if (document.visibilityState === 'hidden') close();
    else if (!stream.value) void open();
  };
  document.addEventListener('visibilitychange', look);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look);
    close();
  });

  return {
    ...{ fault, torch, zoom, open, close },
    isOpen: (): boolean => stream.value !== null,
    still: async (): Promise<Blob | null> => {
      const its = track();
      return its && video.value ? stillOf(its, video.value) : null;
    },
    toggleTorch: async (): Promise<void> => {
      const its = track();
      const isOn = !torch.value;
      if (its && (await adjust(its, { torch: isOn }))) torch.value = isOn;
    },
    zoomTo: async (value: number): Promise<void> => {
      const its = track();
      if (its && zoom.value && (await adjust(its, { zoom: value }))) zoom.value.value = value;
    },
  };
}

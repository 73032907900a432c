// Which camera this person prefers on this device: the system's or the one in the page, for each kind of work.
import { type Ref, readonly, ref } from 'vue';

export type CameraChoice = 'system' | 'page';

const OTHER: Record<CameraChoice, CameraChoice> = { system: 'page', page: 'system' };

function read(key: string, usual: CameraChoice): CameraChoice {
  try {
    return localStorage.getItem(key) === OTHER[usual] ? OTHER[usual] : usual;
  } catch {
    // Blocked storage: the usual one will do.
    return usual;
  }
}

function remembered(key: string, usual: CameraChoice) {
  const chosen = ref(read(key, usual));
  const choose = (choice: CameraChoice): void => {
    chosen.value = choice;
    try {
      localStorage.setItem(key, choice);
    } catch {
      // The choice still holds until the page is closed.
    }
  };
  return [readonly(chosen) as Readonly<Ref<CameraChoice>>, choose] as const;
}

/** On a check the system's, until somebody has used the other. */
export const [cameraChoice, chooseCamera] = remembered('ducha-camera', 'system');

/** After rectification the one in the page, which alone can show the problem's photo underneath. */
export const [afterCameraChoice, chooseAfterCamera] = remembered('ducha-camera-after', 'page');

/** Whether this browser can show a camera inside a page at all. */
export const hasPageCamera = (): boolean => !!navigator.mediaDevices?.getUserMedia;

/** Whether there is one to show; where the browser does not tell, trying is the way to know. */
export async function findsCamera(): Promise<boolean> {
  if (!hasPageCamera()) return false;
  const devices = await navigator.mediaDevices.enumerateDevices?.().catch(() => null);
  return devices?.some(({ kind }) => kind === 'videoinput') ?? true;
}

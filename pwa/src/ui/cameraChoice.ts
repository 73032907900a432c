// Which camera this person prefers on this device: the system's (the default) or the one in the page.
import { type Ref, ref } from 'vue';

export type CameraChoice = 'system' | 'page';

const KEY = 'ducha-camera';

function read(): CameraChoice {
  try {
    return localStorage.getItem(KEY) === 'page' ? 'page' : 'system';
  } catch {
    // Blocked storage: the default will do.
    return 'system';
  }
}

const chosen = ref<CameraChoice>(read());

export const cameraChoice: Readonly<Ref<CameraChoice>> = chosen;

export function chooseCamera(choice: CameraChoice): void {
  chosen.value = choice;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice still holds until the page is closed.
  }
}

/** Whether this browser can show a camera inside a page at all. */
export const hasPageCamera = (): boolean => !!navigator.mediaDevices?.getUserMedia;

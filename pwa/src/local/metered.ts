// Metered links (流量): where the user says so, photos wait for Wi-Fi; text never does.

import { computed, type Ref, ref } from 'vue';
import { wakeSync } from './wake';

/** What browsers tell of the line, where they tell anything: iPhones do not. */
interface Connection extends EventTarget {
  readonly type?: string;
  readonly saveData?: boolean;
}

const KEY = 'ducha-photos-wifi';

const connection = (): Connection | undefined =>
  (navigator as { connection?: Connection }).connection;

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    // Blocked storage: photos go at once.
    return false;
  }
}

const wanted = ref(read());
const metered = ref(false);
/** "现在就传": until the line changes, or the app is started anew. */
const overruled = ref(false);

function look(): void {
  const { type, saveData } = connection() ?? {};
  metered.value = type === 'cellular' || saveData === true;
}

/** Whether this browser tells what kind of line it has. */
export const knowsLine = (): boolean => connection() !== undefined;

export const waitsForWifi: Readonly<Ref<boolean>> = wanted;

export const photosWait: Readonly<Ref<boolean>> = computed(
  () => wanted.value && metered.value && !overruled.value,
);

export function waitForWifi(isWanted: boolean): void {
  wanted.value = isWanted;
  try {
    localStorage.setItem(KEY, isWanted ? '1' : '0');
  } catch {
    // The choice still holds until the page is closed.
  }
  if (!photosWait.value) wakeSync('button');
}

/** All the same, over this line. */
export function sendPhotosNow(): void {
  overruled.value = true;
  wakeSync('button');
}

/** Called once by the app's sync. Returns its end. */
export function watchLine(): () => void {
  look();
  const line = connection();
  const changed = (): void => {
    const waited = photosWait.value;
    overruled.value = false;
    look();
    if (waited && !photosWait.value) wakeSync('online');
  };
  line?.addEventListener('change', changed);
  return () => line?.removeEventListener('change', changed);
}

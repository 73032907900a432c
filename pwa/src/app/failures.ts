// Unforeseen failures: told once, with what to do; what was saved stays saved.
import { StorageFull, StorageLost } from '@device/faults';
import { type App, readonly, ref } from 'vue';
import { DeviceRetired } from '@/local/retirement';

/** Keys under `app.failure`. */
export type Failure = 'retired' | 'full' | 'lost' | 'other';

const failed = ref<Failure | null>(null);
export const failure = readonly(failed);
export const dismissFailure = (): void => {
  failed.value = null;
};

export function failureOf(error: unknown): Failure {
  if (error instanceof DeviceRetired) return 'retired';
  if (error instanceof StorageFull) return 'full';
  return error instanceof StorageLost ? 'lost' : 'other';
}

/**
 * A page that was still reading when its user was signed out: the sign-in page says what happened.
 * Known by its name, since its class would bring all of the local database to the first screen.
 */
export const isOver = (error: unknown): boolean =>
  error instanceof Error && error.name === 'NobodySignedIn';

const tell = (error: unknown): void => {
  if (!isOver(error)) failed.value = failureOf(error);
};

export function watchFailures(app: App): void {
  app.config.errorHandler = (error) => {
    tell(error);
    // The browser's console keeps the details for whoever is asked to look.
    window.reportError?.(error);
  };
  window.addEventListener('unhandledrejection', ({ reason }) => tell(reason));
}

// Unforeseen failures: told once in plain words; what was saved stays saved.
import { type App, readonly, ref } from 'vue';

const failed = ref(false);
export const hasFailed = readonly(failed);
export const dismissFailure = (): void => {
  failed.value = false;
};

const tell = (): void => {
  failed.value = true;
};

export function watchFailures(app: App): void {
  app.config.errorHandler = (error) => {
    tell();
    // The browser's console keeps the details for whoever is asked to look.
    window.reportError?.(error);
  };
  window.addEventListener('unhandledrejection', tell);
}

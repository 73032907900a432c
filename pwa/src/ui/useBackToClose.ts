// The phone's back button closes what lies over a page, and not the page.
import { onScopeDispose, watch } from 'vue';

/** While it is open there is one more entry in the history; leaving that closes it. */
export function useBackToClose(isOpen: () => boolean, close: () => void): void {
  let isMarked = false;
  const leave = (): void => {
    if (!isMarked) return;
    isMarked = false;
    close();
  };
  watch(
    isOpen,
    (open) => {
      if (open && !isMarked) {
        isMarked = true;
        // The router's own state is kept, so that it takes both entries for the same page.
        history.pushState({ ...history.state, over: true }, '');
      } else if (!open && isMarked) {
        isMarked = false;
        history.back();
      }
    },
    { immediate: true },
  );
  window.addEventListener('popstate', leave);
  onScopeDispose(() => window.removeEventListener('popstate', leave));
}

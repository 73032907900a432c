// live(): a ref that follows what is stored here, whoever changes it, in whichever tab.

import { liveQuery } from 'dexie';
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import { currentLocal } from './context';

/**
 * Runs `query` now, after each change of the rows that it read, and when the user changes; ends with the
 * component's scope. Reactive values that the query uses belong into `sources`, or it won't run for them.
 */
export function live<T>(
  query: () => Promise<T>,
  initial: T,
  ...sources: readonly (() => unknown)[]
): Ref<T> {
  const value = shallowRef(initial) as Ref<T>;
  let end: () => void = () => undefined;
  let owner = currentLocal.value;
  const follow = (): void => {
    end();
    // What was read for one user is not for the eyes of the next.
    if (owner !== currentLocal.value) value.value = initial;
    owner = currentLocal.value;
    if (!owner) return;
    const next = (found: T): void => {
      value.value = found;
    };
    // A failed read keeps the last rows on the screen; the loop reports lost storage.
    const subscription = liveQuery(query).subscribe({ next, error: () => undefined });
    end = () => subscription.unsubscribe();
  };
  watch([currentLocal, ...sources], follow, { immediate: true });
  onScopeDispose(() => end());
  return value;
}

// Whether this is an office screen, 1024 px and more: there lists and details stand side by side.
import { onScopeDispose, readonly, ref } from 'vue';

export function useWideScreen() {
  const query = window.matchMedia('(min-width: 1024px)');
  const isWide = ref(query.matches);
  const follow = () => {
    isWide.value = query.matches;
  };
  query.addEventListener('change', follow);
  onScopeDispose(() => query.removeEventListener('change', follow));
  return readonly(isWide);
}

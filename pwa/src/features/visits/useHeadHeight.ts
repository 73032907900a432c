// The height of a page's sticky head, as a CSS variable for what sticks below it.
import { onMounted, onUnmounted, type Ref, ref } from 'vue';

export function useHeadHeight(root: Readonly<Ref<HTMLElement | null>>) {
  const height = ref('0px');
  let watcher: ResizeObserver | undefined;
  onMounted(() => {
    const head = root.value?.querySelector('header');
    if (!head) return;
    watcher = new ResizeObserver(() => {
      height.value = `${head.getBoundingClientRect().height}px`;
    });
    watcher.observe(head);
  });
  onUnmounted(() => watcher?.disconnect());
  return height;
}

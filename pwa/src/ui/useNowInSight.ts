// A table of a year that is wider than a phone's screen: the running month stands at its right edge at first.
import { nextTick, onMounted, type Ref, type WatchSource, watch } from 'vue';

/** `box` scrolls; its head has one cell marked `data-now`. Scrolls when it appears, and when `changes` do. */
export function useNowInSight(box: Readonly<Ref<HTMLElement | null>>, changes: WatchSource[]) {
  function showNow() {
    const head = box.value?.querySelector<HTMLElement>('thead [data-now]');
    if (box.value && head) {
      box.value.scrollLeft = head.offsetLeft + head.offsetWidth - box.value.clientWidth;
    }
  }
  onMounted(showNow);
  watch(changes, () => nextTick(showNow));
}

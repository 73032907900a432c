// Two fingers or the wheel zoom a picture; what one finger does is for the caller to say.
import { Gesture } from '@use-gesture/vanilla';
import { computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { bounded, moved, type View, WHOLE, zoomed } from './view';

type Point = readonly [x: number, y: number];

export type OneFinger = {
  first: boolean;
  last: boolean;
  /** Where it is now and how far it has come since the last event, in CSS pixels of the page. */
  xy: Point;
  delta: Point;
  /** Where it came down. */
  initial: Point;
  /** A quick stroke to one side: -1, 0 or 1. */
  swipe: Point;
  tap: boolean;
  /** A second finger came: what was begun is none. */
  isBroken: boolean;
};

export function useZoom(
  frame: Readonly<Ref<HTMLElement | null>>,
  onOneFinger: (finger: OneFinger) => void,
  /** Shared by pictures that move together. */
  view: Ref<View> = ref(WHOLE),
) {
  function put(next: View): void {
    const box = frame.value?.getBoundingClientRect();
    if (box) view.value = bounded(next, box);
  }

  function fromMiddle([x, y]: Point) {
    const { left, top, width, height } = frame.value?.getBoundingClientRect() ?? new DOMRect();
    return { x: x - left - width / 2, y: y - top - height / 2 };
  }

  const zoomTo = (scale: number, at: Point): void => put(zoomed(view.value, scale, fromMiddle(at)));

  function follow(target: HTMLElement): Gesture {
    let isBroken = false;
    return new Gesture(
      target,
      {
        onDrag: ({ first, last, xy, initial, delta, swipe, tap, pinching, touches }) => {
          if (first) isBroken = false;
          isBroken ||= Boolean(pinching) || touches > 1;
          onOneFinger({ first, last, xy, initial, delta, swipe, tap, isBroken });
        },
        onPinch: ({ offset: [scale], origin, memo, first }) => {
          const before = (first ? origin : memo) as Point;
          const at = origin as Point;
          put(
            moved(
              zoomed(view.value, scale, fromMiddle(before)),
              at[0] - before[0],
              at[1] - before[1],
            ),
          );
          return at;
        },
        onWheel: ({ event, delta: [, dy] }) => {
          event.preventDefault();
          zoomTo(view.value.scale * Math.exp(-dy / 300), [event.clientX, event.clientY]);
        },
      },
      {
        eventOptions: { passive: false },
        drag: { filterTaps: true, pointer: { keys: false, buttons: 1 } },
        pinch: { from: () => [view.value.scale, 0], pinchOnWheel: false },
      },
    );
  }

  let gesture: Gesture | null = null;
  watch(
    frame,
    (target) => {
      gesture?.destroy();
      gesture = target && follow(target);
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => gesture?.destroy());

  return {
    view,
    zoomTo,
    move: (x: number, y: number): void => put(moved(view.value, x, y)),
    reset: (): void => {
      view.value = WHOLE;
    },
    transform: computed(
      () => `translate(${view.value.x}px, ${view.value.y}px) scale(${view.value.scale})`,
    ),
  };
}

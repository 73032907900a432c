// The ghost (重影): the problem's photo over the camera's picture, as strong as one likes, or whole while held.
import { computed, type Ref, ref } from 'vue';

export const WEAKEST = 10;
export const STRONGEST = 90;
const USUAL = 40;

/** For as long as the app is open: who has set it once need not for the next matter. */
const strength = ref(USUAL);
const isOn = ref(true);

/** In per cent; whole while held, nothing where it is switched off. */
export const shownStrength = (its: number, on: boolean, held: boolean): number => {
  if (held) return 100;
  return on ? Math.min(STRONGEST, Math.max(WEAKEST, its)) : 0;
};

export function useGhost(): {
  strength: Ref<number>;
  isOn: Ref<boolean>;
  isHeld: Ref<boolean>;
  opacity: Readonly<Ref<number>>;
} {
  const isHeld = ref(false);
  const opacity = computed(() => shownStrength(strength.value, isOn.value, isHeld.value) / 100);
  return { strength, isOn, isHeld, opacity };
}

// "Next missing" (下一处缺项): goes to where it is mended, and puts the finger there.
import type { Ref } from 'vue';
import { type Lack, lackKey, nextLack } from './feedback';

const FIELDS = 'textarea, input, button:not([disabled])';

export function showLack(key: string): void {
  const place = document.querySelector<HTMLElement>(`[data-lack="${CSS.escape(key)}"]`);
  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  place?.scrollIntoView({ block: 'center', behavior: isCalm ? 'instant' : 'smooth' });
  place?.querySelector<HTMLElement>(FIELDS)?.focus({ preventScroll: true });
}

export function useNextLack(lacking: Readonly<Ref<readonly Lack[]>>): () => void {
  let former: readonly string[] = [];
  let last: string | null = null;
  return () => {
    const keys = lacking.value.map(lackKey);
    const key = nextLack(keys, former, last);
    if (key === undefined) return;
    [former, last] = [keys, key];
    showLack(key);
  };
}

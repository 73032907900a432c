// Keys for the office: j and k walk through the items, 1–4 judge.
import { onMounted, onUnmounted } from 'vue';
import type { Result } from './rules';

const RESULTS: readonly Result[] = ['pass', 'partial', 'fail', 'na'];
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;

type Keys = { go: (by: 1 | -1) => void; judge: (result: Result) => void };

function actionOf(key: string, { go, judge }: Keys): (() => void) | undefined {
  if (key === 'j') return () => go(1);
  if (key === 'k') return () => go(-1);
  const result = RESULTS[Number(key) - 1];
  return result && (() => judge(result));
}

export function useKeys(keys: Keys): void {
  const press = (event: KeyboardEvent): void => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actionOf(event.key, keys);
    if (!action) return;
    event.preventDefault();
    action();
  };
  onMounted(() => window.addEventListener('keydown', press));
  onUnmounted(() => window.removeEventListener('keydown', press));
}

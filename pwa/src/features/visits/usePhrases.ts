// The remark chips of each item: the guide's words and the user's own earlier notes.
import { computed } from 'vue';
import { useRows } from '@/local/rows';
import { phrasesFor } from './phrases';

export function usePhrases(visit_id: string) {
  const answers = useRows('answer');
  const notes = computed(() => {
    const found = new Map<string, string[]>();
    const others = answers.value.filter((each) => each.visit_id !== visit_id && each.note);
    for (const { item_code, note } of others.toReversed()) {
      found.set(item_code, [...(found.get(item_code) ?? []), note]);
    }
    return found;
  });
  return (code: string, guide: string): string[] => phrasesFor(guide, notes.value.get(code) ?? []);
}

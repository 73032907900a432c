// What the filters of the list of orders offer: units, issuers and items that occur.
import { computed } from 'vue';
import type { useOrders } from './useOrders';

type List = Pick<ReturnType<typeof useOrders>, 'branches' | 'issuers' | 'itemTexts'>;
type Choice = { id: string; name: string };
const chinese = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true });
const byName = (a: Choice, b: Choice): number => chinese.compare(a.name, b.name);

export function useFilterChoices({ branches, issuers, itemTexts }: List) {
  return computed(() => ({
    units: branches.value.map(({ id, name }) => ({ id, name })),
    issuers: [...issuers.value].map(([id, name]) => ({ id, name })).sort(byName),
    items: [...itemTexts.value].map(([id, text]) => ({ id, name: `${id} ${text}` })).sort(byName),
  }));
}

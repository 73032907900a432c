// All other Chinese words, in a file of their own: fetched right after the first screen.
import { gather, type Words } from './words';

export const laterChinese = gather(
  import.meta.glob<Words>(['../ui/text.json', '../features/*/text.json'], {
    eager: true,
    import: 'default',
    query: { words: 'zh-CN' },
  }),
);

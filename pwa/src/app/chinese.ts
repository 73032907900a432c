// All Chinese words: the language of the first screen.
import { gather, type Words } from './words';

export const chinese = gather(
  import.meta.glob<Words>(['./text.json', '../ui/text.json', '../features/*/text.json'], {
    eager: true,
    import: 'default',
    query: { words: 'zh-CN' },
  }),
);

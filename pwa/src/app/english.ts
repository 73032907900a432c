// All English words, in a file of their own: fetched only by those who read English.
import { gather, type Words } from './words';

export const english = gather(
  import.meta.glob<Words>(['./text.json', '../ui/text.json', '../features/*/text.json'], {
    eager: true,
    import: 'default',
    query: { words: 'en' },
  }),
);

// The Chinese words of the first screen: its own, of the other modules what the navigation says.
import { gather, type Words } from './words';

const own = import.meta.glob<Words>(
  ['./text.json', '../ui/text.json', '../features/{planning,session}/text.json'],
  {
    eager: true,
    import: 'default',
    query: {
      words: 'zh-CN',
      without: 'command.compare.desk.draws.export.imports.leave.mine.photo.populations.ready.sign',
    },
  },
);
const names = import.meta.glob<Words>(
  ['../features/*/text.json', '!../features/{planning,session}/text.json'],
  { eager: true, import: 'default', query: { words: 'zh-CN', only: 'nav' } },
);

export const firstChinese = gather({ ...own, ...names });

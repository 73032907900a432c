// Words: gathers every module's text.json under the module's name; Chinese first, English as the other.
import { watch } from 'vue';
import { createI18n, type DefineLocaleMessage } from 'vue-i18n';
import { type DisplayLanguage, useDisplay } from '@/ui/useDisplay';

type Words = DefineLocaleMessage;
type Text = Record<DisplayLanguage, Words>;

const files = import.meta.glob<Text>(['../*/text.json', '../features/*/text.json'], {
  eager: true,
  import: 'default',
});

/** `../features/orders/text.json` → `orders` */
const moduleOf = (path: string): string => path.split('/').at(-2) ?? path;

function gather(language: DisplayLanguage): Words {
  const entries = Object.entries(files);
  return Object.fromEntries(entries.map(([path, text]) => [moduleOf(path), text[language]]));
}

export function createWords() {
  const { display } = useDisplay();
  const words = createI18n<[Words], DisplayLanguage, false>({
    legacy: false,
    locale: display.language,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': gather('zh-CN'), en: gather('en') },
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
  });
  watch(
    () => display.language,
    (language) => {
      words.global.locale.value = language;
    },
  );
  return words;
}

// Languages: the Chinese of the first screen is always here, the rest follows it at once; English comes when
// it is chosen, also into Vant's own parts.
import { watch } from 'vue';
import { createI18n } from 'vue-i18n';
import { type DisplayLanguage, useDisplay } from '@/ui/useDisplay';
import { firstChinese } from './chinese';
import type { Words } from './words';

export async function createWords() {
  const { display } = useDisplay();
  const words = createI18n<[Words], DisplayLanguage, false>({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': firstChinese, en: {} },
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
  });

  let rest: Promise<void> | null = null;

  /** Until every page has its words; what failed on the way is fetched anew at the next call. */
  function fetchAll(): Promise<void> {
    rest ??= import('./chineseLater').then(
      ({ laterChinese }) => words.global.mergeLocaleMessage('zh-CN', laterChinese),
      () => {
        rest = null;
      },
    );
    return rest;
  }

  async function speakEnglish() {
    const [{ english }, vant] = await Promise.all([import('./english'), import('./vantWords')]);
    words.global.setLocaleMessage('en', english);
    vant.speakEnglish();
  }

  async function speak(language: DisplayLanguage) {
    if (language === 'en') await speakEnglish();
    else if (words.global.locale.value === 'en') (await import('./vantWords')).speakChinese();
    words.global.locale.value = language;
  }

  watch(() => display.language, speak);
  await speak(display.language);
  return { words, fetchAll };
}

// Languages: Chinese is always here, English comes when it is chosen, also into Vant's own parts.
import { watch } from 'vue';
import { createI18n } from 'vue-i18n';
import { type DisplayLanguage, useDisplay } from '@/ui/useDisplay';
import { chinese } from './chinese';
import type { Words } from './words';

export async function createWords() {
  const { display } = useDisplay();
  const words = createI18n<[Words], DisplayLanguage, false>({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': chinese, en: {} },
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
  });

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
  return words;
}

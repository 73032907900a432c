// Vant's own few words (确认, 取消 …) in the language of the page.
import { Locale } from 'vant/es/locale';
import english from 'vant/es/locale/lang/en-US';
import chinese from 'vant/es/locale/lang/zh-CN';

export const speakEnglish = (): void => Locale.use('en-US', english);
export const speakChinese = (): void => Locale.use('zh-CN', chinese);

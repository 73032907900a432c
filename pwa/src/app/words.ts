// The words of one language, as the modules' text.json files give them (see words.config.ts).
import type { DefineLocaleMessage } from 'vue-i18n';

export type Words = DefineLocaleMessage;

/** `../features/orders/text.json` → `orders`; our own lies beside this file. */
const moduleOf = (path: string): string => {
  const folder = path.split('/').at(-2) ?? '.';
  return folder === '.' ? 'app' : folder;
};

export const gather = (files: Record<string, Words>): Words =>
  Object.fromEntries(Object.entries(files).map(([path, words]) => [moduleOf(path), words]));

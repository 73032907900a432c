// Text: what a person types, compared with what the records say.
import { hasInitials } from './pinyin';

/** Full width and case do not matter: `Ｂ０１` equals `b01`. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

const hasTerm = (text: string, term: string): boolean =>
  text.includes(term) || (/^[a-z0-9]+$/.test(term) && hasInitials(text, term));

/** Whether every word typed occurs in one of the texts, as it is or by pinyin initials. */
export function matchesSearch(texts: readonly string[], typed: string): boolean {
  const terms = folded(typed).split(/\s+/).filter(Boolean);
  const haystack = texts.map(folded);
  return terms.every((term) => haystack.some((text) => hasTerm(text, term)));
}

/** Length as a person counts: one for a rare character or an emoji, not two. */
export const countCharacters = (text: string): number => Array.from(text).length;

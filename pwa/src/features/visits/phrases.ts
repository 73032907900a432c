// 常用语: short remarks for one tap, out of the item's own guide and of what was noted before.

const VERDICT = /(?:均|都|即|记|视为)*(?:部分合格|不合格|红线|缺失)$/;
const SHORTEST = 2;
const LONGEST = 16;
const MOST = 5;

const isPhrase = (text: string): boolean => text.length >= SHORTEST && text.length <= LONGEST;

/** `缺项、过期、被遮挡均不合格` → 缺项, 过期, 被遮挡: what the guide says leads to a bad result. */
export function phrasesOfGuide(guide: string): string[] {
  return guide
    .split(/[;;。,,]/)
    .filter((part) => /不合格|部分合格/.test(part))
    .flatMap((part) =>
      part
        .trim()
        .replace(VERDICT, '')
        .split(/[、或]/),
    )
    .map((part) => part.trim())
    .filter(isPhrase);
}

/** The newest first, each once. */
export function phrasesFor(guide: string, earlier: readonly string[]): string[] {
  const noted = earlier.map((note) => note.trim()).filter((note) => note && note.length <= 24);
  return [...new Set([...noted, ...phrasesOfGuide(guide)])].slice(0, MOST);
}

/** A chip adds to the note; it never replaces what was typed. */
export function withPhrase(note: string, phrase: string): string {
  const typed = note.trim();
  if (typed.includes(phrase)) return typed;
  return typed ? `${typed};${phrase}` : phrase;
}

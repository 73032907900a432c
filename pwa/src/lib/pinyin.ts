// Pinyin initials without a dictionary: the platform's own Chinese collation sorts by pinyin, so a
// character's initial is found by comparing it with the first character of each letter's section.

const SECTIONS: readonly (readonly [letter: string, first: string])[] = [
  ['a', '阿'],
  ['b', '八'],
  ['c', '嚓'],
  ['d', '哒'],
  ['e', '妸'],
  ['f', '发'],
  ['g', '旮'],
  ['h', '哈'],
  ['j', '丌'],
  ['k', '咔'],
  ['l', '垃'],
  ['m', '妈'],
  ['n', '拿'],
  ['o', '噢'],
  ['p', '趴'],
  ['q', '七'],
  ['r', '呥'],
  ['s', '仨'],
  ['t', '他'],
  ['w', '屲'],
  ['x', '夕'],
  ['y', '丫'],
  ['z', '帀'],
];

/** Characters with two readings that occur in names of places and units: collation knows one of them. */
const TWO_READINGS: Readonly<Record<string, string>> = {
  长: 'cz',
  重: 'cz',
  行: 'xh',
  乐: 'ly',
  朝: 'cz',
  厦: 'xs',
  曾: 'cz',
  单: 'ds',
  调: 'td',
  传: 'cz',
  会: 'hk',
  校: 'xj',
  系: 'xj',
  降: 'jx',
  藏: 'cz',
  番: 'fp',
};

const collator = new Intl.Collator('zh-CN-u-co-pinyin');
const isHan = (character: string): boolean => /\p{Script=Han}/u.test(character);
const known = new Map<string, string>();

function lookUp(character: string): string {
  const fixed = TWO_READINGS[character];
  if (fixed) return fixed;
  if (!isHan(character)) return character;
  const section = SECTIONS.findLast(([, first]) => collator.compare(first, character) <= 0);
  return section?.[0] ?? character;
}

/** The letters that may stand for this character: `w` for 望, `c` and `z` for 长, itself for a Latin letter. */
export function initialsOf(character: string): string {
  const cached = known.get(character);
  if (cached !== undefined) return cached;
  const letters = lookUp(character);
  known.set(character, letters);
  return letters;
}

/** Whether `typed` (lower case) spells the initials of a run of characters in `name`: `wxyyt` → 望溪营业厅. */
export function hasInitials(name: string, typed: string): boolean {
  const letters = Array.from(name, initialsOf);
  const wanted = Array.from(typed);
  const fits = (start: number) =>
    wanted.every((letter, offset) => letters[start + offset]?.includes(letter));
  return letters.some((_, start) => fits(start));
}

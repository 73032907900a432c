// Every text exists in Chinese and in English, with the same placeholders.
import { expect, test } from 'vitest';

type Tree = { [key: string]: string | Tree };
const files = import.meta.glob<Record<string, Tree>>(
  ['./text.json', '../ui/text.json', '../features/*/text.json'],
  {
    eager: true,
    import: 'default',
  },
);

function flatten(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flatten(value, `${path}${key}.`),
  );
}

const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const shape = (tree: Tree) =>
  Object.fromEntries(flatten(tree).map(([key, text]) => [key, holes(text)]));

test.each(Object.keys(files))('%s says the same in both languages', (path) => {
  const { 'zh-CN': chinese, en: english } = files[path] ?? {};
  expect(shape(english ?? {})).toEqual(shape(chinese ?? {}));
});

test.each(Object.keys(files))('%s leaves no text empty', (path) => {
  for (const tree of Object.values(files[path] ?? {})) {
    expect(flatten(tree).filter(([, text]) => text.trim() === '')).toEqual([]);
  }
});

test.each(Object.keys(files))(
  '%s has no sign that the message compiler reads as its own',
  (path) => {
    for (const tree of Object.values(files[path] ?? {})) {
      const odd = flatten(tree).filter(([, text]) => /[{}|@]/.test(text.replace(/\{\w+\}/g, '')));
      expect(odd).toEqual([]);
    }
  },
);

test.each(Object.keys(files))('%s has Chinese signs beside Chinese words', (path) => {
  const half = /[\p{Script=Han}}][,;:!?()]|[(][\p{Script=Han}{]/u;
  const texts = flatten(files[path]?.['zh-CN'] ?? {});
  expect(texts.filter(([, text]) => /\p{Script=Han}/u.test(text) && half.test(text))).toEqual([]);
});

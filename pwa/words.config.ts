// Words at build time: `text.json?words=en` is the English half of that file, compiled ahead, so that the
// page carries one language, no message compiler, and needs no eval. With `&only=nav` it is only what the
// navigation says of that module; with `&without=leave.ready` all but these top-level groups.
import { readFileSync } from 'node:fs';
import { generateJSON } from '@intlify/bundle-utils';
import type { Plugin } from 'vite';

const QUERY = /^(.*text\.json)\?words=([\w-]+)(?:&only=(\w+))?(?:&without=([\w.]+))?$/;

interface Tree {
  readonly [key: string]: string | Tree;
}

/** The texts of this name, at whatever depth, where they stand. */
function named(tree: Tree, name: string): Tree {
  const found = Object.entries(tree).flatMap(([key, value]): [string, string | Tree][] => {
    if (typeof value === 'string') return key === name ? [[key, value]] : [];
    const below = named(value, name);
    return Object.keys(below).length > 0 ? [[key, below]] : [];
  });
  return Object.fromEntries(found);
}

const all = (tree: Tree, without: readonly string[]): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([key]) => !without.includes(key)));

export function words(): Plugin {
  return {
    name: 'ducha-words',
    enforce: 'pre',
    load(id) {
      const [, file, language, only, without] = QUERY.exec(id) ?? [];
      if (!file || !language) return null;
      this.addWatchFile(file);
      const whole =
        (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Tree>)[language] ?? {};
      const text = only ? named(whole, only) : all(whole, without?.split('.') ?? []);
      const { code } = generateJSON(JSON.stringify(text), {
        type: 'plain',
        filename: file,
        env: 'production',
        jit: true,
        strictMessage: false,
        onError: (problem) => this.error(`${file}: ${problem}`),
      });
      return { code, map: null, moduleType: 'js' };
    },
  };
}

// Words at build time: `text.json?words=en` is the English half of that file, compiled ahead, so that the
// page carries one language, no message compiler, and needs no eval.
import { readFileSync } from 'node:fs';
import { generateJSON } from '@intlify/bundle-utils';
import type { Plugin } from 'vite';

const QUERY = /^(.*text\.json)\?words=([\w-]+)$/;

export function words(): Plugin {
  return {
    name: 'ducha-words',
    enforce: 'pre',
    load(id) {
      const [, file, language] = QUERY.exec(id) ?? [];
      if (!file || !language) return null;
      this.addWatchFile(file);
      const text = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[language];
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

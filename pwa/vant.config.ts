// Vant without its icon font: `import { Popup } from 'vant'` brings the style of Popup along, and the
// style's 30 KB icon font is left out for the few shapes of src/ui/theme/vant-icons.css.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const vant = dirname(createRequire(import.meta.url).resolve('vant/package.json'));
const icons = fileURLToPath(new URL('./src/ui/theme/vant-icons.css', import.meta.url));
const IMPORT = /import\s*\{([^}]*)\}\s*from\s*['"]vant['"]/g;
/** Functions whose style belongs to a component. */
const OWNERS: [RegExp, string][] = [
  [/^(show|close|set|reset)\w*Toast/, 'toast'],
  [/^(show|close|set|reset)\w*Dialog/, 'dialog'],
  [/^(show|close|set|reset)\w*Notify/, 'notify'],
  [/^showImagePreview/, 'image-preview'],
];

const kebab = (name: string) => name.replace(/\B([A-Z])/g, '-$1').toLowerCase();

function styleOf(name: string): string[] {
  const folder = OWNERS.find(([pattern]) => pattern.test(name))?.[1] ?? kebab(name);
  const known = existsSync(join(vant, 'es', folder, 'style', 'index.mjs'));
  return known ? [`import 'vant/es/${folder}/style/index';`] : [];
}

const namesIn = (list: string) =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part && !part.startsWith('type '))
    .map((part) => part.split(/\s+as\s+/)[0] ?? part);

export function vantStyles(): Plugin {
  return {
    name: 'ducha-vant-styles',
    enforce: 'post',
    // Before Vite's own resolver, which would find the font's style.
    resolveId: {
      order: 'pre',
      handler(source, importer) {
        const isIcon = source.endsWith('icon/index.css') && importer?.includes('/vant/');
        return isIcon ? icons : null;
      },
    },
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('vant')) return null;
      const names = [...code.matchAll(IMPORT)].flatMap((found) => namesIn(found[1] ?? ''));
      const styles = [...new Set(names.flatMap(styleOf))];
      return styles.length ? { code: `${styles.join('\n')}\n${code}`, map: null } : null;
    },
  };
}

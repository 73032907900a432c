// Bundles the soak for Node: the driver, or (mode "page") the app's local half as one page has it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { aliases } from '../../pwa/aliases.config.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// A page is loaded once for each device, and each has a network and cookies of its own.
const BANNERS: Record<string, string> = {
  page: 'const { fetch, XMLHttpRequest } = globalThis.soakBrowser(import.meta.url);',
};

export default defineConfig(({ mode }) => ({
  root: at('.'),
  resolve: {
    alias: {
      ...aliases,
      // What a browser gets, and not what the package has for Node.
      'tus-js-client': at('../../node_modules/tus-js-client/lib.esm/browser/index.js'),
    },
  },
  ssr: { noExternal: true },
  build: {
    ssr: at(`./driver/${mode}.ts`),
    target: 'node20',
    emptyOutDir: false,
    rolldownOptions: {
      output: {
        entryFileNames: '[name].mjs',
        banner: BANNERS[mode] ?? '',
        codeSplitting: false,
      },
    },
  },
  logLevel: 'error',
}));

// Bundles the simulator for Node: the scheduler, or (mode "page") the app's local half as one page has it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { aliases } from '../../pwa/aliases.config.ts';

// A page is loaded once for each tab, and each must meet a network of its own.
const BANNERS: Record<string, string> = {
  page: 'const fetch = globalThis.simFetch(import.meta.url);',
};

export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: aliases },
  ssr: { noExternal: true },
  build: {
    ssr: fileURLToPath(new URL(`./driver/${mode}.ts`, import.meta.url)),
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

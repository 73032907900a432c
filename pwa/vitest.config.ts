// Vitest for both TypeScript packages: the phone app and the device half of sync.
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { aliases } from './aliases.config.ts';
import { words } from './words.config.ts';

const EVERY = ['pwa/src/**/*.test.ts', 'sync/device/**/*.test.ts'];
const ALONE = ['pwa/src/local/**/*.test.ts', 'pwa/src/**/*.alone.test.ts'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  publicDir: fileURLToPath(new URL('./public', import.meta.url)),
  plugins: [vue(), words()],
  resolve: { alias: aliases },
  test: {
    // A document takes longer to make than most tests: who needs one asks, `@vitest-environment`.
    environment: 'node',
    setupFiles: ['fake-indexeddb/auto'],
    // Vant ships ESM that imports CSS; Node cannot load that by itself.
    server: { deps: { inline: ['vant'] } },
    // The tokens are read as text, to check their contrast.
    css: { include: [/tokens\.css/] },
    restoreMocks: true,
    // Pure rules share one world of modules, which costs a third. What keeps something for the
    // whole app, replaces a module or needs a page has a world of its own.
    projects: [
      { extends: true, test: { name: 'shared', include: EVERY, exclude: ALONE, isolate: false } },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});

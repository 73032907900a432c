// Vitest for both TypeScript packages: the phone app and the device half of sync.
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { aliases } from './aliases.config.ts';
import { words } from './words.config.ts';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  publicDir: fileURLToPath(new URL('./public', import.meta.url)),
  plugins: [vue(), words()],
  resolve: { alias: aliases },
  test: {
    include: ['pwa/src/**/*.test.ts', 'sync/device/**/*.test.ts'],
    environment: 'happy-dom',
    setupFiles: ['fake-indexeddb/auto'],
    // Vant ships ESM that imports CSS; Node cannot load that by itself.
    server: { deps: { inline: ['vant'] } },
    // The tokens are read as text, to check their contrast.
    css: { include: [/tokens\.css/] },
    restoreMocks: true,
  },
});

// Vite: builds the phone app, its messages (compiled ahead, so the page needs no eval) and its service worker.
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { aliases } from './aliases.config.ts';
import { leanI18n } from './i18n.config.ts';
import { manifest } from './manifest.config.ts';
import packageJson from './package.json' with { type: 'json' };
import { vantStyles } from './vant.config.ts';
import { words } from './words.config.ts';

const server = process.env.DUCHA_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    vue(),
    vantStyles(),
    words(),
    leanI18n(),
    // For vue-i18n's slim runtime; the messages themselves are compiled by words().
    vueI18n({ runtimeOnly: true, compositionOnly: true, dropMessageCompiler: true }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/app',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg}'],
        // The chart's library is for the office, online; no phone fetches its half megabyte ahead.
        globIgnores: ['**/TrendChart-*.js'],
      },
    }),
  ],
  resolve: { alias: aliases },
  // Every component here, of ours and of Vant, is written with setup(): Vue's options API would be dead weight.
  define: { __APP_VERSION__: JSON.stringify(packageJson.version), __VUE_OPTIONS_API__: 'false' },
  build: { manifest: true, target: 'es2022', sourcemap: false, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': server } },
});

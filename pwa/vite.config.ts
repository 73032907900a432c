// Vite: builds the phone app, its messages (compiled ahead, so the page needs no eval) and its service worker.
import { fileURLToPath } from 'node:url';
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { aliases } from './aliases.config.ts';
import { manifest } from './manifest.config.ts';
import packageJson from './package.json' with { type: 'json' };

const server = process.env.DUCHA_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    vue(),
    vueI18n({
      include: [fileURLToPath(new URL('./src/messages/**', import.meta.url))],
      runtimeOnly: true,
      compositionOnly: true,
      dropMessageCompiler: true,
    }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/app',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'] },
    }),
  ],
  resolve: { alias: aliases },
  define: { __DUCHA_VERSION__: JSON.stringify(packageJson.version) },
  build: { target: 'es2022', sourcemap: false, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': server } },
});

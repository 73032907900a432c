// vue-i18n asks the whole of Vue for one function, by a name that it makes up as it runs. A bundler must then keep
// all of Vue, also what no page uses; asked for by name, the rest is left out of the first screen.
import type { Plugin } from 'vite';

const WHOLE = /import \* as Vue from 'vue';/;
const BY_NAME = `import { getCurrentInstance as currentInstanceOfVue } from 'vue';
const Vue = { getCurrentInstance: currentInstanceOfVue };`;

export function leanI18n(): Plugin {
  return {
    name: 'ducha-lean-i18n',
    enforce: 'pre',
    transform: {
      filter: { id: /vue-i18n\.runtime\.mjs$/ },
      handler(code) {
        // Another version may ask in another way: then this file has no purpose any more.
        if (!WHOLE.test(code)) this.error('vue-i18n no longer imports the whole of Vue');
        return { code: code.replace(WHOLE, BY_NAME), map: null };
      },
    },
  };
}

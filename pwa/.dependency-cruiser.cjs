/* Who may import whom. Run from pwa/: depcruise src ../sync/device/src */
const never = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to,
});

const features =
  'organisation|catalogue|matters|planning|evidence|visits|orders|quotas|bulletins|reports|notifications|syncing|outbox|session';
const test = '\\.test\\.ts$';

module.exports = {
  forbidden: [
    never('no-cycles', '', { circular: true }, 'A cycle means two files are one.'),
    never('no-dead-ends', '', { couldNotResolve: true }, 'An import that leads nowhere.'),
    never(
      'device-knows-no-screen',
      '^\\.\\./sync/device',
      {
        pathNot:
          '^\\.\\./sync/(device|wire)/|node_modules/@noble/hashes/|vitest|fake-indexeddb|^(node:)?(fs|path|url|crypto)',
      },
      'sync/device imports only itself, and hashes that are there at once.',
    ),
    never(
      'features-are-islands',
      '^src/features/([^/]+)/',
      { path: '^src/features/', pathNot: '^src/features/$1/' },
      'Share through ui/ or lib/.',
    ),
    never(
      'features-have-known-names',
      '',
      { path: '^src/features/', pathNot: `^src/features/(${features})/` },
      'A feature carries the name of a server module (or matters, outbox, session).',
    ),
    never(
      'rules-are-pure',
      '^src/features/[^/]+/rules\\.ts$',
      { pathNot: '^src/lib/|/rules\\.ts$' },
      'rules.ts imports only rules and lib.',
    ),
    never(
      'ui-knows-no-domain',
      '^src/ui/',
      { path: '^src/(features|local|api|app)/' },
      'ui/ draws.',
    ),
    never(
      'lib-is-pure',
      { path: '^src/lib/', pathNot: test },
      { pathNot: '^src/lib/' },
      'lib/ is plain functions.',
    ),
    never(
      'only-composables-touch-data',
      '^src/features/[^/]+/(pages|parts)/',
      { path: '^src/(local|api)/' },
      'Ask a use*.ts.',
    ),
    never(
      'parts-take-props',
      '^src/features/[^/]+/parts/',
      { path: '^src/features/[^/]+/(use[^/]*\\.ts|pages/)' },
      'A part takes props and emits; its page asks the composable.',
    ),
    never(
      'local-knows-no-screen',
      '^src/(local|api)/',
      { path: '^src/(features|ui|app)/|node_modules/(vant|vue-router|vue-i18n)/' },
      'local/ and api/ know no page.',
    ),
    never('nothing-imports-app', '^src/(?!app/)', { path: '^src/app/' }, 'app/ is the root.'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.d.ts', '.vue', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

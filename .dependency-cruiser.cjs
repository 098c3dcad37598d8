// The house rules of docs/architecture.md that a tool can check: who may import whom, and no circles.
/** Libs from the ground up: a lib may import only libs of a lower storey. */
const storeys = [
  ['contracts', 'errors', 'linear-regex', 'entry', 'fair-line', 'tool-search', 'testing'],
  [
    'config',
    'telemetry',
    'clock',
    'embedded-mongo',
    'mongo-driver',
    'criteria',
    'tool-schema',
    'sandbox',
    'mcp',
    'guarded-fetch',
    'openapi-import',
  ],
  ['change-feed', 'access', 'platform-api'],
  ['script-runner', 'service-kit'],
];
const upward = storeys.flatMap((names, storey) => {
  const above = storeys.slice(storey + 1).flat();
  return above.length === 0
    ? []
    : [
        {
          name: `storey-${storey}`,
          comment: 'A lib imports only libs below it.',
          severity: 'error',
          from: { path: `^libs/(${names.join('|')})/` },
          to: { path: `^libs/(${above.join('|')})/` },
        },
      ];
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-app-imports-an-app',
      comment: 'Services talk over REST only; local composes their modules.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/local/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'no-lib-imports-an-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      from: { path: '^(apps|bench|test|tools)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)' },
    },
    {
      name: 'other-libs-through-their-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    ...upward,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['types', 'import', 'default'], extensions: ['.ts', '.js'] },
  },
};

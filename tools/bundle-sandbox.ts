/**
 * Makes the code that runs inside isolates: the realm of every script and its toolkit from libs/sandbox/src, and the
 * libraries that scripts may use from node_modules. Each bundle is one expression, for isolates know no modules, and its
 * value a function: the realm's gives the way in, the others' make what the bundle is of. Part of the build: `libs/sandbox` reads them from `dist`.
 */
import { mkdirSync } from 'node:fs';
import { build, type BuildOptions, type Plugin } from 'esbuild';

export const BUNDLES_FOLDER = 'dist/libs/sandbox/src/bundles';

/** zod brings the texts of its errors in fifty languages, half a megabyte: scripts get the English ones. */
const englishZod: Plugin = {
  name: 'english-zod',
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, () => ({
      contents: 'export { default as en } from "./en.js"',
    }));
  },
};

/**
 * Libraries leave things on the global object: it is one of their own here, so that a script finds none of them. core-js
 * makes `structuredClone` where it finds none.
 */
const OWN_GLOBAL =
  'Object.create(globalThis, { structuredClone: { value: undefined, writable: true, configurable: true } })';

const LIBRARIES = {
  lodash: `module.exports = require('lodash')`,
  moment: `module.exports = require('moment')`,
  zod: `module.exports = require('zod').z`,
  'structured-clone': `require('core-js/modules/web.structured-clone.js');
    module.exports = globalThis.structuredClone`,
};

const shared = {
  bundle: true,
  format: 'cjs',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'esnext',
  legalComments: 'inline',
  logLevel: 'warning',
} satisfies BuildOptions;

/** A function of our own, and as plain as can be: contexts of every run execute what is around it. */
async function bundleFunction(name: string, from: { file: string; function: string }): Promise<void> {
  await build({
    ...shared,
    format: 'esm',
    stdin: {
      contents: `import { ${from.function} } from './libs/sandbox/src/${from.file}'; made = ${from.function};`,
      resolveDir: '.',
      sourcefile: `${name}.js`,
    },
    outfile: `${BUNDLES_FOLDER}/${name}.js`,
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: '(function () { "use strict"; let made;' },
    footer: { js: 'return made; })()' },
  });
}

async function bundleLibrary(name: string, contents: string): Promise<void> {
  await build({
    ...shared,
    stdin: { contents, resolveDir: '.', sourcefile: `${name}.js` },
    outfile: `${BUNDLES_FOLDER}/${name}.js`,
    minify: true,
    plugins: [englishZod],
    banner: { js: '(function () { const module = {}; return (function (globalThis) {' },
    footer: { js: `return module.exports; })(${OWN_GLOBAL}); })` },
  });
}

mkdirSync(BUNDLES_FOLDER, { recursive: true });
await Promise.all([
  bundleFunction('realm', { file: 'realm/main.ts', function: 'connect' }),
  bundleFunction('toolkit', { file: 'toolkit/main.ts', function: 'makeToolkit' }),
  ...Object.entries(LIBRARIES).map(([name, contents]) => bundleLibrary(name, contents)),
]);
